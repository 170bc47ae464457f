using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Web.Problems.Suppression;

namespace Monitor.Tests.Problems.Ledger;

public sealed class FlappingTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    [Fact]
    public async Task What_comes_and_goes_becomes_one_flapping_problem_that_says_so_and_ends_when_it_has_been_calm()
    {
        var host = await floor.HostAsync("flap-1");
        for (var i = 0; i < 10; i++)
        {
            await floor.SayAsync(host, VerdictKind.Fired);
            floor.Clock.Advance(TimeSpan.FromMinutes(1));
            await floor.SayAsync(host, VerdictKind.Ended);
            floor.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["Began", "Ended", "Began", "Ended", "Began", "Ended", "Flapping"], await floor.NoticesAsync(host));
        var flapping = await floor.ProblemAsync(host);
        Assert.True(flapping is { IsFlapping: true, EndedAt: null, Reopenings: 3 });
        await floor.SweepAsync(TimeSpan.FromMinutes(27));
        Assert.True((await floor.ProblemAsync(host)).IsFlapping);

        await floor.SweepAsync(TimeSpan.FromMinutes(3));
        var calm = await floor.ProblemAsync(host);
        Assert.Equal((false, "It has been calm for long enough."), (calm.IsFlapping, calm.EndText));
        Assert.Equal("Ended", (await floor.NoticesAsync(host))[^1]);
        await using var db = floor.Db();
        Assert.Equal(1, await db.Problems.CountAsync(p => p.HostId == host.Id));
        Assert.Equal(1, await db.Tickets.CountAsync(t => t.HostId == host.Id));
    }

    [Fact]
    public async Task What_flapped_and_stays_bad_goes_on_as_any_other_problem()
    {
        var host = await floor.HostAsync("flap-2");
        for (var i = 0; i < 4; i++)
        {
            await floor.SayAsync(host, VerdictKind.Fired);
            await floor.SayAsync(host, VerdictKind.Ended);
        }

        await floor.SayAsync(host, VerdictKind.Fired);
        await floor.SweepAsync(TimeSpan.FromMinutes(31));
        Assert.True(await floor.ProblemAsync(host) is { IsFlapping: false, EndedAt: null, Phase: ProblemPhase.Firing });
        await floor.SayAsync(host, VerdictKind.Ended);
        Assert.Equal("Ended", (await floor.NoticesAsync(host))[^1]);
        Assert.Equal((await floor.NoticesAsync(host)).Count(n => n == "Ended"), (await floor.NoticesAsync(host)).Count(n => n is "Began" or "Flapping"));
    }

    [Fact]
    public async Task A_silent_host_that_flaps_counts_as_heard_of_while_it_is()
    {
        var host = await floor.HostAsync("flap-4");
        for (var i = 0; i < 4; i++)
        {
            await floor.SayAsync(host, VerdictKind.Fired, "host-silent");
            await floor.SayAsync(host, VerdictKind.Ended, "host-silent");
        }

        Assert.True(await floor.ProblemAsync(host) is { IsFlapping: true, EndedAt: null, State.IsGood: true });
        await floor.SayAsync(host, VerdictKind.Fired, "host-silent");
        Assert.False((await floor.ProblemAsync(host)).State.IsGood);
    }

    [Fact]
    public async Task A_silent_host_that_flaps_holds_others_back_only_while_it_is_not_heard_of()
    {
        var (parent, child) = (await floor.HostAsync("flap-5"), await floor.HostAsync("flap-6"));
        await floor.LinkAsync(parent, child);
        for (var i = 0; i < 4; i++)
        {
            await floor.SayAsync(parent, VerdictKind.Fired, "host-silent");
            await floor.SayAsync(parent, VerdictKind.Ended, "host-silent");
        }

        var heardOf = floor.Clock.GetUtcNow();
        floor.Clock.Advance(TimeSpan.FromMinutes(10));
        await floor.SayAsync(child, VerdictKind.Fired);
        Assert.Equal(["Began"], await floor.NoticesAsync(child));

        // In one transaction too: what is written first counts for what follows.
        await floor.Ledger.TakeAsync(
            [await floor.VerdictAsync(parent, VerdictKind.Fired, "host-silent"), await floor.VerdictAsync(parent, VerdictKind.Ended, "host-silent"), await floor.VerdictAsync(parent, VerdictKind.Fired, "cpu-high")],
            CancellationToken.None);
        Assert.DoesNotContain(await floor.NoticesAsync(parent), n => n.Contains("down", StringComparison.Ordinal));
        await floor.SayAsync(parent, VerdictKind.Fired, "host-silent");
        await floor.SayAsync(child, VerdictKind.Fired, "memory-high");
        Assert.Contains(await floor.NoticesAsync(child), n => n.Contains("down", StringComparison.Ordinal));
        await using var db = floor.Db();
        Assert.Empty(await SuppressionReading.DownAsync(db, heardOf, CancellationToken.None));
        Assert.Single(await SuppressionReading.DownAsync(db, floor.Clock.GetUtcNow(), CancellationToken.None), d => d.HostId == parent.Id);
    }

    [Fact]
    public async Task A_restart_in_the_middle_changes_nothing()
    {
        var host = await floor.HostAsync("flap-3");
        for (var i = 0; i < 4; i++)
        {
            await floor.NewLedger().TakeAsync(await floor.VerdictAsync(host, VerdictKind.Fired), CancellationToken.None);
            await floor.NewLedger().TakeAsync(await floor.VerdictAsync(host, VerdictKind.Ended), CancellationToken.None);
        }

        Assert.True((await floor.ProblemAsync(host)).IsFlapping);
        Assert.Equal("Flapping", (await floor.NoticesAsync(host))[^1]);
    }
}
