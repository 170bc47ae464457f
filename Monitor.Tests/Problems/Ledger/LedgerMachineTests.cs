using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>What the machine does in cases that one would ask about; <see cref="LedgerMachineProperties"/> has all the others.</summary>
public sealed class LedgerMachineTests
{
    private static readonly LedgerPolicy Policy = LedgerPolicy.Default;
    private DateTimeOffset _now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private ProblemState _state = ProblemState.None;

    [Fact]
    public void Fault_27_After_the_clock_was_set_back_by_ten_hours_a_reminder_comes_four_hours_later_and_not_fourteen()
    {
        Say(VerdictKind.Fired, Severity.Critical);
        _now -= TimeSpan.FromHours(10);
        Assert.Empty(Tick(TimeSpan.FromMinutes(1)));
        Assert.Empty(Tick(TimeSpan.FromHours(3.9)));
        Assert.Equal([new LedgerEffect.Notice(NoticeKind.Repeat, null)], Tick(TimeSpan.FromHours(0.2)));
    }

    [Fact]
    public void Fault_27_A_clock_that_jumps_ahead_by_a_day_gives_one_reminder()
    {
        Say(VerdictKind.Fired, Severity.Critical);
        Assert.Single(Tick(TimeSpan.FromDays(1)));
        Assert.Empty(Tick(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void What_was_calm_while_bad_and_flaps_again_is_told_again()
    {
        for (var i = 0; i < 8; i++)
        {
            Say(i % 2 == 0 ? VerdictKind.Fired : VerdictKind.Ended);
        }

        Say(VerdictKind.Fired);
        Assert.True(_state is { IsFlapping: true, IsFlappingTold: true, IsGood: false });
        Tick(TimeSpan.FromMinutes(31));
        Assert.True(_state is { IsFlapping: false, IsOpen: true });
        var notices = new List<LedgerEffect.Notice>();
        for (var i = 0; i < 8; i++)
        {
            notices.AddRange(Say(VerdictKind.SeverityChanged, i % 2 == 0 ? Severity.Critical : Severity.Warning).OfType<LedgerEffect.Notice>());
        }

        Assert.Single(notices, n => n is { Kind: NoticeKind.Flapping, IsSent: true });
    }

    [Fact]
    public void A_verdict_on_a_problem_that_was_ended_meanwhile_opens_nothing()
    {
        Say(VerdictKind.Fired);
        _state = LedgerMachine.Apply(_state, new LedgerEvent.Withdrawn("The rule was deleted.", _now, []), Policy).State;
        foreach (var kind in new[] { VerdictKind.SeverityChanged, VerdictKind.FiresAgain, VerdictKind.BeganToClear, VerdictKind.Ended })
        {
            Assert.Equal([new LedgerEffect.Noted(kind)], Say(kind));
            Assert.False(_state.IsOpen);
        }
    }

    [Fact]
    public void A_text_that_leaves_everything_out_is_the_state_of_nothing()
    {
        var read = ProblemStateJson.Read("{}");
        Assert.Equal(ProblemStateJson.Write(ProblemState.None), ProblemStateJson.Write(read));
        Assert.Empty(read.Changes);
    }

    private IReadOnlyList<LedgerEffect> Tick(TimeSpan after)
    {
        _now += after;
        return Apply(new LedgerEvent.Ticked(_now, []));
    }

    private IReadOnlyList<LedgerEffect> Say(VerdictKind kind, Severity severity = Severity.Warning) => Apply(new LedgerEvent.Judged(new Verdict
    {
        Kind = kind, HostId = 1, RuleId = 1, RuleKey = "disk-full", Metric = "disk.used_percent", Severity = severity, BeganAt = _now, At = _now, Summary = "Disk",
    }, _now, []));

    private IReadOnlyList<LedgerEffect> Apply(LedgerEvent e)
    {
        var step = LedgerMachine.Apply(_state, e, Policy);
        _state = step.State;
        return step.Effects;
    }
}
