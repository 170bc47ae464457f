using System.ComponentModel.DataAnnotations;

namespace Monitor.Web.RootCause;

/// <summary>Section <c>RootCause</c>.</summary>
public sealed class RootCauseOptions
{
    public const string Section = "RootCause";

    public bool IsEnabled { get; set; } = true;

    /// <summary>A file of the administrator's own rules, beside the shipped ones; a rule of the same name takes the place of the shipped one.</summary>
    public string? RulesFile { get; set; }

    /// <summary>Problems that may wait; of more than these the least urgent are left out and counted.</summary>
    [Range(10, 100_000, ErrorMessage = "RootCause:MostWaiting is 10 to 100000.")]
    public int MostWaiting { get; set; } = 500;
}
