using System.ComponentModel.DataAnnotations;
using Monitor.Domain.Logs.Cleaning;

namespace Monitor.Web.Logs.Intake;

/// <summary>How many lines are kept; section <c>Logs</c>. Each is counted over a minute: lines of a minute may come at once.</summary>
public sealed class LogIntakeOptions : IValidatableObject
{
    public const string Section = "Logs";

    [Range(1, 1_000_000, ErrorMessage = "Logs:LinesPerSecondPerSource is a number from 1 to 1000000.")]
    public int LinesPerSecondPerSource { get; set; } = 200;

    [Range(1, 1_000_000, ErrorMessage = "Logs:LinesPerSecondPerHost is a number from 1 to 1000000.")]
    public int LinesPerSecondPerHost { get; set; } = 1000;

    /// <summary>Own patterns of what is masked in every line, beside those that are built in.</summary>
    public IList<string> Masks { get; } = [];

    public bool MaskMailAddresses { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Masks.Count > LogMasks.PatternCount)
        {
            yield return new ValidationResult($"Logs:Masks has at most {LogMasks.PatternCount} patterns.");
        }

        foreach (var problem in Masks.Select(LogMasks.Problem).OfType<string>())
        {
            yield return new ValidationResult("Logs:Masks: " + problem);
        }
    }
}
