namespace Monitor.Domain.StatusReports;

/// <summary>
/// How a host, a group or the fleet is, how it will be, and what became of it in the last <see cref="Window"/>, within what one reader may see. A section that the
/// reader has no permission for is null, and named in <see cref="LeftOut"/>. Lists are short, and say how many more there are.
/// </summary>
public sealed record StatusFacts
{
    /// <summary>What looks back looks so far.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromDays(30);

    /// <summary>What it is about, such as "Host web-3" or "Host group Fleet / Berlin"; empty: everything that the reader may see.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The host that it is about; null for a group or all.</summary>
    public int? HostId { get; init; }

    public int? GroupId { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    /// <summary>The beginning of what looks back.</summary>
    public DateTimeOffset From { get; init; }

    public required StatusResources Resources { get; init; }

    public StatusForecasts? Forecasts { get; init; }

    /// <summary>Problems that are expected, worst and soonest first.</summary>
    public StatusList<StatusPrediction>? Predicted { get; init; }

    public StatusTickets? Tickets { get; init; }

    /// <summary>The most probable causes of problems, newest first.</summary>
    public StatusCauses? Causes { get; init; }

    public StatusEfficiency? Efficiency { get; init; }

    public StatusGrades? Grades { get; init; }

    /// <summary>Sections that the reader has no permission for, in words.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}

/// <summary>The first of some things.</summary>
/// <param name="More">So many more there are.</param>
public sealed record StatusList<T>(IReadOnlyList<T> Items, int More)
{
    /// <summary>The first ones of those that are known.</summary>
    public static StatusList<T> Of(IReadOnlyCollection<T> all, int most) => new([.. all.Take(most)], Math.Max(0, all.Count - most));
}
