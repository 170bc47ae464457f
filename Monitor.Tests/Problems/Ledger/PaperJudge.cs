using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>
/// A judge of one series as simple as can be: two limits, a time that they must hold, a time that all must be well. It forgets what pends at a restart,
/// says some things twice, and judges no late data.
/// </summary>
internal sealed class PaperJudge
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(2);
    private DateTimeOffset? _badSince;
    private DateTimeOffset? _goodSince;
    private Severity? _fires;
    private bool _clearing;

    public double Limit { get; set; } = 80;

    public TimeSpan For { get; set; } = TimeSpan.FromSeconds(60);

    public void Restart(Severity? open) => (_badSince, _goodSince, _fires, _clearing) = (null, null, open, false);

    public Verdict? Judge(double value, DateTimeOffset time, DateTimeOffset arrivedAt)
    {
        var bad = value > Limit;
        if (arrivedAt - time > Late)
        {
            return bad ? Of(VerdictKind.SeenLate, time, Severity.Warning) : null;
        }

        var severity = value > Limit + 15 ? Severity.Critical : Severity.Warning;
        return bad ? Bad(severity, time) : Good(time);
    }

    private Verdict? Bad(Severity severity, DateTimeOffset time)
    {
        _goodSince = null;
        if (_fires is { } before)
        {
            var cleared = _clearing;
            (_clearing, _fires) = (false, severity);
            return severity != before ? Of(VerdictKind.SeverityChanged, time, severity) : cleared ? Of(VerdictKind.FiresAgain, time, severity) : null;
        }

        var isNew = _badSince is null;
        _badSince ??= time;
        if (time - _badSince < For)
        {
            return isNew ? Of(VerdictKind.Pending, time, severity) : null;
        }

        _fires = severity;
        return Of(VerdictKind.Fired, time, severity);
    }

    private Verdict? Good(DateTimeOffset time)
    {
        if (_fires is not { } severity)
        {
            var pended = _badSince is not null;
            _badSince = null;
            return pended ? Of(VerdictKind.Abandoned, time, Severity.Warning) : null;
        }

        _goodSince ??= time;
        if (time - _goodSince >= For)
        {
            (_badSince, _fires, _clearing) = (null, null, false);
            return Of(VerdictKind.Ended, time, severity);
        }

        if (_clearing || time - _goodSince < TimeSpan.FromSeconds(15))
        {
            return null;
        }

        _clearing = true;
        return Of(VerdictKind.BeganToClear, time, severity);
    }

    private Verdict Of(VerdictKind kind, DateTimeOffset time, Severity severity) => new()
    {
        Kind = kind, HostId = 1, RuleId = 1, RuleKey = "paper", Metric = "cpu.used_percent", Severity = severity, BeganAt = _badSince ?? time, At = time,
        Summary = "On paper",
    };
}
