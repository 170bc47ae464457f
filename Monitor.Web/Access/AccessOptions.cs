using System.ComponentModel.DataAnnotations;

namespace Monitor.Web.Access;

/// <summary>Section <c>Access</c>.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Open screens (circuits) of one person at once on one node.</summary>
    [Range(1, 1000, ErrorMessage = "Access:CircuitsPerUser must be between 1 and 1000.")]
    public int CircuitsPerUser { get; set; } = 10;

    /// <summary>Open screens of all people at once on one node.</summary>
    [Range(1, 100_000, ErrorMessage = "Access:CircuitsPerNode must be between 1 and 100000.")]
    public int CircuitsPerNode { get; set; } = 500;

    [Range(1, 90, ErrorMessage = "Access:InvitationDays must be between 1 and 90.")]
    public int InvitationDays { get; set; } = 7;
}
