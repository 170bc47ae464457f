using System.ComponentModel.DataAnnotations;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Series;

namespace Monitor.Web.Detection;

/// <summary>How anomalies are looked for, and what the server may spend on it; section <c>Detection</c>.</summary>
public sealed class DetectionOptions : IValidatableObject
{
    public const string Section = "Detection";

    /// <summary>Off: nothing is watched for anomalies; what was found stays readable. Rules are judged as ever.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The detector of every series for which no setting names another.</summary>
    public string Detector { get; set; } = SeriesDetector.DetectorName;

    /// <summary>Series that one server watches; beyond it none is taken up, and the server says so.</summary>
    [Range(0, 10_000_000, ErrorMessage = "Detection:MaxSeries is a number from 0 to 10000000, such as 100000.")]
    public int MaxSeries { get; set; } = 100_000;

    /// <summary>Marks of single series on one host in a day (UTC) that people are shown at first; the others are kept and held back.</summary>
    [Range(0, 100_000, ErrorMessage = "Detection:AlarmsPerHostAndDay is a number from 0 to 100000, such as 20.")]
    public int AlarmsPerHostAndDay { get; set; } = 20;

    /// <summary>Problems of one host on a day (UTC) that people are told of, from what its metrics do together; the others are kept and held back, but for critical ones.</summary>
    [Range(0, 1000, ErrorMessage = "Detection:ProblemsPerHostAndDay is a number from 0 to 1000, such as 3.")]
    public int ProblemsPerHostAndDay { get; set; } = 3;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Detectors.Names.Contains(Detector))
        {
            yield return new ValidationResult($"Detection:Detector has `{Detector}`, which is no detector. There are {string.Join(", ", Detectors.Names)}.");
        }
    }
}
