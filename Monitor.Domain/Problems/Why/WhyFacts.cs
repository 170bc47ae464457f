using Monitor.Domain.Problems.Ledger;

namespace Monitor.Domain.Problems.Why;

/// <summary>A problem that lasted at the moment.</summary>
public sealed record WhyProblem(
    int Id, string Fingerprint, string Summary, Severity Severity, DateTimeOffset OpenedAt, DateTimeOffset? EndedAt, int? Ticket, bool IsHeldBack);

/// <summary>A trace with its chain read.</summary>
public sealed record WhyDecision(Decision Decision, DecisionChain Chain);

/// <summary>A notice of one of the problems. Null reason: it was sent.</summary>
public sealed record WhyNotice(int ProblemId, DateTimeOffset At, string Text, string? HeldReason);

/// <summary>What is on record about a host around a moment.</summary>
public sealed record WhyFacts
{
    public required string Host { get; init; }

    /// <summary>The minute that was asked about, its end left out.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset Until { get; init; }

    /// <summary>In which the sentences tell times.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    public IReadOnlyList<WhyProblem> Problems { get; init; } = [];

    /// <summary>Up to the moment and shortly after it, by id.</summary>
    public IReadOnlyList<WhyDecision> Decisions { get; init; } = [];

    public IReadOnlyList<WhyNotice> Notices { get; init; } = [];

    /// <summary>The metric of a rule, to write values in its unit; empty for silence.</summary>
    public IReadOnlyDictionary<int, string> Metrics { get; init; } = new Dictionary<int, string>();

    /// <summary>The time of day, with the date where it is another day than the one asked about.</summary>
    public string Clock(DateTimeOffset at)
    {
        var (local, asked) = (TimeZoneInfo.ConvertTime(at, Zone), TimeZoneInfo.ConvertTime(At, Zone));
        return local.ToString(local.Date == asked.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
    }
}
