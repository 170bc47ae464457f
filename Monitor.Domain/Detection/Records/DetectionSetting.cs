namespace Monitor.Domain.Detection;

/// <summary>Which detector watches which metrics of a group and below, and how eagerly. The nearest group counts, then the pattern that says most.</summary>
public sealed class DetectionSetting
{
    public const string AnyMetric = "*";

    public int Id { get; set; }

    /// <summary>Null: the fleet.</summary>
    public int? GroupId { get; set; }

    /// <summary>A pattern with <c>*</c>, such as <c>disk.*</c>.</summary>
    public string Metric { get; set; } = AnyMetric;

    /// <summary>Null: not watched.</summary>
    public DetectionPreset? Preset { get; set; }

    public required string Detector { get; set; }

    /// <summary>Grows with every change; guards against two editors.</summary>
    public int Version { get; set; } = 1;

    public DateTimeOffset UpdatedAt { get; set; }
}
