namespace Monitor.Domain.RootCause.Recurring;

/// <summary>Groups problems that are the same again and again, by what they are or by what caused them.</summary>
public static class RecurringProblems
{
    /// <summary>What is compared with the time before it.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(30);

    /// <summary>The time that is looked at: two periods.</summary>
    public static readonly TimeSpan Looked = Period * 2;

    /// <summary>What happened less often does not recur.</summary>
    public const int LeastCount = 2;

    private const int Steps = 8;

    /// <summary>Groups of at least <see cref="LeastCount"/>, what cost most time first.</summary>
    /// <param name="occurrences">Those that began within <see cref="Looked"/> before <paramref name="now"/>; others are left out.</param>
    public static IReadOnlyList<RecurringProblem> Group(IEnumerable<ProblemOccurrence> occurrences, RecurringBy by, DateTimeOffset now) =>
    [
        .. occurrences.Where(o => o.BeganAt > now - Looked && o.BeganAt <= now).Select(o => (Key: by == RecurringBy.Fingerprint ? o.Fingerprint : o.CauseKey, One: o))
            .Where(o => !string.IsNullOrEmpty(o.Key)).GroupBy(o => o.Key!, o => o.One, StringComparer.Ordinal)
            .Select(g => Of(by, g.Key, [.. g.OrderByDescending(o => o.BeganAt).ThenByDescending(o => o.ProblemId)], now))
            .Where(g => g.Count >= LeastCount).OrderByDescending(g => g.Lost).ThenByDescending(g => g.Count).ThenBy(g => g.Key, StringComparer.Ordinal),
    ];

    private static RecurringProblem Of(RecurringBy by, string key, IReadOnlyList<ProblemOccurrence> newest, DateTimeOffset now)
    {
        var steps = new int[Steps];
        foreach (var one in newest)
        {
            steps[Math.Clamp((int)((one.BeganAt - (now - Looked)) / Looked * Steps), 0, Steps - 1)] += one.Times;
        }

        var recent = newest.Where(o => o.BeganAt > now - Period).Sum(o => o.Times);
        var count = newest.Sum(o => o.Times);
        return new RecurringProblem(
            by, key, newest[0].Summary, [.. newest.Select(o => new RecurringHost(o.HostId, o.Host)).Distinct()], count, recent, count - recent, steps,
            newest.Aggregate(TimeSpan.Zero, (sum, o) => sum + o.LastedUntil(now)), newest[0].BeganAt, newest.Any(o => o.EndedAt is null),
            [.. newest.Select(o => o.TicketId).OfType<int>().Distinct()], newest[0].ProblemId);
    }
}
