using Monitor.Domain.Tickets.Reports;
using Monitor.Domain.Tickets.Service;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Reports;

/// <summary>How it goes with many tickets over some days.</summary>
public sealed record TicketFigures
{
    public required ReportDays Days { get; init; }

    /// <summary>How many were open when the first day began.</summary>
    public required int OpenBefore { get; init; }

    /// <summary>Day by day, or week by week, up to now.</summary>
    public required IReadOnlyList<ReportStep> Steps { get; init; }

    public required ReportNumbers All { get; init; }

    public required ReportGroup Categories { get; init; }

    public required ReportGroup Teams { get; init; }

    public required ReportGroup Hosts { get; init; }

    public required IReadOnlyList<ReportPromise> Promises { get; init; }

    public required ReportRatings Ratings { get; init; }

    public bool IsEmpty => All is { Created: 0, Solved: 0, Answered: 0, Open: 0, Kept: 0, Late: 0 } && Ratings.Count == 0;
}

/// <summary>A day, or a week from Monday: what came, what was solved, and how many were open at its end.</summary>
public sealed record ReportStep(DateOnly First, DateTimeOffset Start, int Created, int Solved, int Open);

/// <summary>The figures of a set of tickets.</summary>
/// <param name="Solved">Solved in these days, and not again open since.</param>
/// <param name="Open">At the end of the last day, or now.</param>
/// <param name="Reopened">Of those that were solved: how many had been solved before and came back.</param>
/// <param name="Answered">How many got their first public answer in these days.</param>
/// <param name="Kept">Promises that were met in time, in these days.</param>
/// <param name="Late">Promises that became late in these days.</param>
public sealed record ReportNumbers(int Created, int Solved, int Open, int Reopened, int Answered, int Kept, int Late)
{
    public static ReportNumbers None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Half of the first answers came within this time; null: there were none.</summary>
    public TimeSpan? ResponseMedian { get; init; }

    /// <summary>Nine of ten first answers came within this time.</summary>
    public TimeSpan? ResponseMost { get; init; }

    public TimeSpan? ResolutionMedian { get; init; }

    public TimeSpan? ResolutionMost { get; init; }

    public double? ReopenedPercent => Share(Reopened, Solved);

    public double? KeptPercent => Share(Kept, Kept + Late);

    /// <summary>Null where there is nothing to be a part of.</summary>
    public static double? Share(int part, int whole) => whole == 0 ? null : 100.0 * part / whole;
}

/// <summary>One of what the tickets are divided by. Null id: those that have none.</summary>
public sealed record ReportLine(int? Id, string Name, ReportNumbers Numbers);

/// <summary>The busiest first; <paramref name="Total"/> says how many there are in all.</summary>
public sealed record ReportGroup(IReadOnlyList<ReportLine> Lines, int Total);

public sealed record ReportPromise(SlaClock Clock, int Kept, int Late)
{
    public double? KeptPercent => ReportNumbers.Share(Kept, Kept + Late);
}

/// <param name="Scores">How many said 1, 2, 3, 4 and 5, in this order.</param>
/// <param name="Remarks">One page of them, the newest first.</param>
public sealed record ReportRatings(IReadOnlyList<int> Scores, IReadOnlyList<ReportRemark> Remarks, int RemarkCount)
{
    public int Count => Scores.Sum();

    public double? Average => Count == 0 ? null : Scores.Select((count, i) => (i + 1.0) * count).Sum() / Count;
}

public sealed record ReportRemark(int Number, string Title, int Score, string Text, DateTimeOffset At);

/// <summary>What a report can be narrowed to.</summary>
public sealed record ReportChoices(IReadOnlyList<NamedId> Categories, IReadOnlyList<NamedId> Teams, IReadOnlyList<NamedId> Groups)
{
    public static ReportChoices None { get; } = new([], [], []);
}
