using Monitor.Domain.Detection;

namespace Monitor.Web.Detection.Desk;

/// <summary>What people have said of an anomaly.</summary>
public enum LabelFilter
{
    /// <summary>Nothing yet.</summary>
    None,
    Real,
    NormalHere,
}

/// <summary>Which anomalies are asked for: those that began from one moment on, before the other. What is null is not asked about.</summary>
public sealed record AnomalyFilter(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>As long as anomalies are kept.</summary>
    public static readonly TimeSpan LongestSpan = TimeSpan.FromDays(400);

    public int? HostId { get; init; }

    /// <summary>With all groups below it.</summary>
    public int? GroupId { get; init; }

    public int? SeriesId { get; init; }

    /// <summary>The metric's name, with <c>*</c> for any text.</summary>
    public string? Metric { get; init; }

    public AnomalySubject? Subject { get; init; }

    /// <summary>Whether it was found and nobody was told; null: both.</summary>
    public bool? IsHeld { get; init; }

    /// <summary>Whether it lasts; null: both.</summary>
    public bool? IsOpen { get; init; }

    public LabelFilter? Label { get; init; }

    /// <summary>The <see cref="AnomalyPage.Next"/> of the page before.</summary>
    public long? After { get; init; }

    /// <summary>1 to 500.</summary>
    public int Limit { get; init; } = 100;
}
