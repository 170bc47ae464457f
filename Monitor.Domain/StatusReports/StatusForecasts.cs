using System.Text.Json.Serialization;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.StatusReports;

/// <summary>What is foretold: of one host its series at all horizons and its limits, of many the limits that will be crossed.</summary>
/// <param name="Series">CPU, memory and the fullest disks of one host, each with an answer of its own.</param>
/// <param name="MoreSeries">Disks that are left out.</param>
/// <param name="Full">Of one host: when what can be full will be.</param>
/// <param name="Crossings">Of many: limits that are expected to be crossed, soonest first.</param>
public sealed record StatusForecasts(
    IReadOnlyList<StatusSeries> Series, int MoreSeries, StatusList<StatusFull> Full, StatusList<StatusCrossing> Crossings);

/// <summary>One series and what is foretold of it, a row for each horizon.</summary>
public sealed record StatusSeries(
    int SeriesId, string Title, [property: JsonConverter(typeof(JsonStringEnumConverter<MetricUnit>))] MetricUnit Unit, IReadOnlyList<StatusHorizon> Horizons)
{
    /// <summary>The newest value; null where none came of late.</summary>
    public double? Now { get; init; }
}

/// <summary>What is foretold for one horizon, in the unit of the series; values are null where there is none.</summary>
/// <param name="Horizon">Its name for programs, such as <c>60m</c>.</param>
/// <param name="IsMean">The mean of all steps up to it.</param>
/// <param name="Step">How fine the forecast is that answers.</param>
/// <param name="Missing">Why there is no value; empty where there is one.</param>
public sealed record StatusHorizon(string Horizon, string Title, bool IsMean, TimeSpan Step, string Missing)
{
    public DateTimeOffset? At { get; init; }

    public double? Value { get; init; }

    public double? Low80 { get; init; }

    public double? High80 { get; init; }

    public double? Low95 { get; init; }

    public double? High95 { get; init; }

    /// <summary>In words, by the width of the 80 % band.</summary>
    public string Sureness { get; init; } = "";
}

/// <summary>When something of a host will be full: the expected moment with the interval that holds it in 8 of 10 cases; null where it will not, or nobody can say.</summary>
/// <param name="Limit">With its unit.</param>
/// <param name="Words">Why, in words.</param>
public sealed record StatusFull(string Title, string Limit, DateTimeOffset? EarliestAt, DateTimeOffset? ExpectedAt, DateTimeOffset? LatestAt, string PerDay, string Words);

/// <summary>A limit that is expected to be crossed.</summary>
/// <param name="What">Such as "Disk usage of / exceeds 80 %".</param>
/// <param name="Kind">"rule" or "capacity".</param>
/// <param name="IsNow">It is full already.</param>
/// <param name="Probability">0 to 1; null for a capacity, whose interval holds it in 8 of 10 cases.</param>
public sealed record StatusCrossing(
    int HostId, string Host, string What, string Kind, bool IsNow, double? Probability, DateTimeOffset? EarliestAt, DateTimeOffset? ExpectedAt, DateTimeOffset? LatestAt);

/// <summary>A problem that is expected and people were told of.</summary>
/// <param name="Ticket">The number of its ticket, where the reader may see one.</param>
public sealed record StatusPrediction(
    int HostId, string Host, string Summary, string Severity, double Probability, DateTimeOffset? EarliestAt, DateTimeOffset? ExpectedAt, DateTimeOffset? LatestAt, DateTimeOffset ToldAt,
    int? Ticket);
