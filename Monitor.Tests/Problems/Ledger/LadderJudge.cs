using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>The judge of one series by a ladder of two limits, as the product's trackers judge it. It judges no late data and forgets what pends at a restart.</summary>
internal sealed class LadderJudge
{
    private static readonly TimeSpan Late = BreachTracker.StaleAfter;
    private readonly RuleTracker _tracker = new([Severity.Warning, Severity.Critical]);
    private DateTimeOffset _last;
    private Severity _severity;

    public double Limit { get; set; } = 80;

    public TimeSpan For { get; set; } = TimeSpan.FromSeconds(60);

    /// <param name="open">What the ledger has open and wrong at this moment.</param>
    public void Restart(Severity? open)
    {
        _tracker.Reset();
        if (open is { } severity)
        {
            _tracker.Restore(_last, severity);
        }

        _last = default;
    }

    public Verdict? Judge(double value, DateTimeOffset time, DateTimeOffset arrivedAt)
    {
        if (arrivedAt - time > Late)
        {
            return value > Limit ? Of(VerdictKind.SeenLate, time, Severity.Warning) : null;
        }

        if (time <= _last)
        {
            return null;
        }

        _last = time;
        var breached = (value > Limit ? 1u : 0) | (value > Limit + 15 ? 2u : 0);
        var cleared = (value <= Limit - 5 ? 1u : 0) | (value <= Limit + 10 ? 2u : 0);
        var kind = _tracker.Observe(time.UtcTicks, breached, cleared, new Durations(For, For < TimeSpan.FromMinutes(1) ? For : TimeSpan.FromMinutes(1)));
        _severity = _tracker.Step < 0 ? _severity : _tracker.Severities[_tracker.Step];
        return kind is { } said ? Of(said, time, _severity) : null;
    }

    private static Verdict Of(VerdictKind kind, DateTimeOffset time, Severity severity) => new()
    {
        Kind = kind, HostId = 1, RuleId = 1, RuleKey = "ladder", Metric = "cpu.used_percent", Severity = severity, BeganAt = time, At = time, Summary = "On paper",
    };
}
