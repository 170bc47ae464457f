using System.ComponentModel.DataAnnotations;
using Monitor.Domain.Access;

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

    /// <summary>Roles whose people must have a second factor, separated by commas: who has none sets it up when signing in.</summary>
    [RoleNames(ErrorMessage = "Access:SecondFactorRoles names roles, separated by commas: EndUser, Viewer, Technician, Lead, Admin.")]
    public string SecondFactorRoles { get; set; } = "";

    public bool MustHaveSecondFactor(string role) => Split(SecondFactorRoles).Contains(role, StringComparer.OrdinalIgnoreCase);

    private static string[] Split(string? roles) => (roles ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class RoleNamesAttribute : ValidationAttribute
    {
        public override bool IsValid(object? value) => Split(value as string).All(r => Roles.All.Contains(r, StringComparer.OrdinalIgnoreCase));
    }
}
