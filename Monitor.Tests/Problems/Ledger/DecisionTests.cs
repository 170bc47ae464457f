using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Tests.Store.Sealing;

namespace Monitor.Tests.Problems.Ledger;

public sealed class DecisionTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    [Fact]
    public async Task Every_change_leaves_one_trace_with_its_chain_and_so_does_what_would_have_been_one()
    {
        var host = await floor.HostAsync("trace-1");
        await floor.SayAsync(host, VerdictKind.Pending);
        await floor.SayAsync(host, VerdictKind.Abandoned);
        await floor.SayAsync(host, VerdictKind.SeenLate);
        await floor.SilenceAsync(host, TimeSpan.FromHours(1));
        await floor.SayAsync(host, VerdictKind.Pending);
        await floor.SayAsync(host, VerdictKind.Fired);
        await floor.SayAsync(host, VerdictKind.Fired);
        await floor.SayAsync(host, VerdictKind.SeverityChanged, severity: Severity.Critical);
        await floor.SayAsync(host, VerdictKind.BeganToClear, severity: Severity.Critical);
        await floor.SayAsync(host, VerdictKind.FiresAgain, severity: Severity.Critical);
        await floor.SweepAsync(TimeSpan.FromHours(2));
        await floor.SayAsync(host, VerdictKind.Ended, severity: Severity.Critical);
        await floor.SayAsync(host, VerdictKind.Ended, severity: Severity.Critical);
        var traces = await floor.DecisionsAsync(host);
        Assert.Equal(
            [
                DecisionKind.Pending, DecisionKind.Abandoned, DecisionKind.SeenLate, DecisionKind.Pending, DecisionKind.Opened, DecisionKind.SeverityChanged,
                DecisionKind.BeganToClear, DecisionKind.FiresAgain, DecisionKind.HoldsChanged, DecisionKind.Ended, DecisionKind.PassedOver,
            ],
            traces.Select(t => t.Kind));
        var opened = DecisionChain.Read(traces[4].Chain);
        Assert.Equal((VerdictKind.Fired, ProblemPhase.Firing, HoldKind.Silence), (opened.Verdict!.Value, opened.Phase!.Value, Assert.Single(opened.Holds).Kind));
        Assert.False(Assert.Single(opened.Notices).IsSent);
        Assert.Equal((91.2, 80.0), (traces[4].Value!.Value, traces[4].Limit!.Value));
        Assert.True(Assert.Single(DecisionChain.Read(traces[8].Chain).Notices).IsSent);
        await using var db = floor.Db();
        Assert.Equal(1, await db.Problems.CountAsync(p => p.HostId == host.Id));
    }

    [Fact]
    public async Task Fault_08_A_breach_that_was_seen_late_is_noted_and_opens_nothing()
    {
        var host = await floor.HostAsync("trace-2");
        await floor.SayAsync(host, VerdictKind.SeenLate);
        await using var db = floor.Db();
        Assert.False(await db.Problems.AnyAsync(p => p.HostId == host.Id));
        Assert.Equal(DecisionKind.SeenLate, Assert.Single(await floor.DecisionsAsync(host)).Kind);
    }

    [Fact]
    public async Task Traces_go_by_whole_days_after_thirty()
    {
        var host = await floor.HostAsync("trace-3");
        await floor.SayAsync(host, VerdictKind.Pending);
        floor.Clock.Advance(TimeSpan.FromDays(20));
        await floor.SayAsync(host, VerdictKind.Pending);
        floor.Clock.Advance(TimeSpan.FromDays(12));
        await floor.SayAsync(host, VerdictKind.Pending);
        await new SealedStore(floor.Databases, floor.Clock).Retention.DropAsync(CancellationToken.None);
        Assert.Equal(2, (await floor.DecisionsAsync(host)).Count);
    }
}
