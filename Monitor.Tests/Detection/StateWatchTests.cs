using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Problems;
using Monitor.Tests.Problems.Replay;
using Monitor.Web.Detection;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection;

public sealed class StateWatchTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_bad_state_opens_a_problem_after_its_duration_and_another_text_ends_it()
    {
        var host = await floor.HostAsync("state-1");
        await RuleAsync("raid", new Condition { Metric = "raid.state", Kind = ConditionKind.StateText, Text = "*degraded*", Steps = [new(Severity.Critical)] }, 60);
        var watch = Watch();
        await StateAsync(host, "Degraded: sdb");
        await watch.RunAsync([], Never);
        Assert.Null(await ProblemAsync(host));
        floor.Clock.Advance(TimeSpan.FromSeconds(61));
        await watch.RunAsync([], Never);
        await Watch().RunAsync([], Never);
        Assert.Equal("raid.state is Degraded: sdb", (await ProblemAsync(host))!.Summary);
        await StateAsync(host, "clean");
        await Watch().RunAsync([], Never);
        Assert.Equal("raid.state is clean.", (await ProblemAsync(host))!.EndText);
    }

    [Fact]
    public async Task A_series_that_stops_while_its_stream_goes_on_is_missed_and_its_return_ends_it()
    {
        var host = await floor.HostAsync("state-2");
        var stream = await floor.StreamAsync(host, ("cpu.used_percent", ""), ("backup.age_seconds", "job=\"nightly\""));
        await RuleAsync("backup", new Condition { Metric = "backup.age_seconds", Kind = ConditionKind.NoData, Steps = [new(Severity.Warning)] }, 300);
        var latest = new LatestValues(floor.Catalog);
        var watch = Watch(latest);
        await RoundsAsync(30, 5);
        Assert.Null(await ProblemAsync(host));
        await RoundsAsync(19, double.NaN);
        Assert.Null(await ProblemAsync(host));
        await RoundsAsync(2, double.NaN);
        var problem = (await ProblemAsync(host))!;
        Assert.Equal("backup.age_seconds of nightly has not been sent for 5 min 15 s", problem.Summary);
        Assert.Equal("job=\"nightly\"", problem.Labels);
        await RoundsAsync(1, 7);
        Assert.Equal("backup.age_seconds of nightly is sent again.", (await ProblemAsync(host))!.EndText);

        async Task RoundsAsync(int count, double value)
        {
            for (var i = 0; i < count; i++)
            {
                floor.Clock.Advance(HostSilentJob.Interval);
                var now = floor.Clock.GetUtcNow();
                latest.Offer(new CommittedTick(host.Id, stream, now, now, [50, value]));
                await watch.RunAsync([], Never);
            }
        }
    }

    [Fact]
    public async Task Fault_54_After_our_own_stall_no_series_is_missed_until_there_was_time_to_send()
    {
        var host = await floor.HostAsync("state-3");
        var stream = await floor.StreamAsync(host, ("stall.x", ""));
        await RuleAsync("stall", new Condition { Metric = "stall.x", Kind = ConditionKind.NoData, Steps = [new(Severity.Warning)] }, 60);
        var latest = new LatestValues(floor.Catalog);
        var watch = Watch(latest);
        latest.Offer(new CommittedTick(host.Id, stream, floor.Clock.GetUtcNow(), floor.Clock.GetUtcNow(), [1]));
        await watch.RunAsync([], Never);
        floor.Clock.Advance(TimeSpan.FromMinutes(10));
        await watch.RunAsync([], Never);
        Assert.Null(await ProblemAsync(host));
        for (var i = 0; i < 9; i++)
        {
            floor.Clock.Advance(HostSilentJob.Interval);
            await watch.RunAsync([], Never);
        }

        Assert.NotNull(await ProblemAsync(host));
    }

    [Fact]
    public async Task Fault_54_No_series_is_missed_while_the_server_refuses_what_agents_bring()
    {
        var host = await floor.HostAsync("state-5");
        var stream = await floor.StreamAsync(host, ("refused.x", ""));
        await RuleAsync("refused", new Condition { Metric = "refused.x", Kind = ConditionKind.NoData, Steps = [new(Severity.Warning)] }, 60);
        var (latest, breaks) = (new LatestValues(floor.Catalog), new IngestBreaks(floor.Clock, floor.Clock));
        var watch = Watch(latest, breaks);
        await RoundsAsync(12, isOpen: true);
        await RoundsAsync(20, isOpen: false);
        Assert.Null(await ProblemAsync(host));
        await RoundsAsync(7, isOpen: true, isSent: false);
        Assert.Null(await ProblemAsync(host));
        await RoundsAsync(2, isOpen: true, isSent: false);
        Assert.NotNull(await ProblemAsync(host));

        async Task RoundsAsync(int count, bool isOpen, bool? isSent = null)
        {
            for (var i = 0; i < count; i++)
            {
                for (var part = 0; part < 3; part++)
                {
                    floor.Clock.Advance(HostSilentJob.Interval / 3);
                    breaks.Look(isOpen);
                }

                if (isSent ?? isOpen)
                {
                    latest.Offer(new CommittedTick(host.Id, stream, floor.Clock.GetUtcNow(), floor.Clock.GetUtcNow(), [1]));
                }

                await watch.RunAsync([], Never);
            }
        }
    }

    [Fact]
    public async Task A_series_that_another_node_stores_is_not_missed_and_when_it_stops_there_it_is()
    {
        var host = await floor.HostAsync("state-4");
        var midnight = new DateTimeOffset(floor.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var stops = (int)(floor.Clock.GetUtcNow() - midnight).TotalMinutes + 20;
        await StoredDays.WriteAsync(floor, host, "elsewhere.x", midnight.AddDays(1), 1, minute => minute < stops ? 5 : double.NaN);
        await RuleAsync("elsewhere", new Condition { Metric = "elsewhere.x", Kind = ConditionKind.NoData, Steps = [new(Severity.Warning)] }, 300);
        var watch = Watch();
        await MinutesAsync(18);
        Assert.Null(await ProblemAsync(host));
        await MinutesAsync(10);
        Assert.StartsWith("elsewhere.x has not been sent for", (await ProblemAsync(host))!.Summary, StringComparison.Ordinal);

        async Task MinutesAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                floor.Clock.Advance(TimeSpan.FromMinutes(1));
                await using var db = floor.Db();
                await db.Hosts.Where(h => h.Id == host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.LastSeenAt, floor.Clock.GetUtcNow()));
                await watch.RunAsync([], Never);
            }
        }
    }

    private StateWatch Watch(LatestValues? latest = null, IngestBreaks? breaks = null) =>
        new(floor.Contexts, floor.NewLedger(), new SeriesSightings(floor.Catalog, latest ?? new LatestValues(floor.Catalog), floor.Reader),
            breaks ?? new IngestBreaks(floor.Clock, floor.Clock), floor.Clock);

    private async Task RuleAsync(string key, Condition condition, int seconds)
    {
        await using var db = floor.Db();
        db.Rules.Add(new Rule { Key = key, Name = key, Definition = new RuleDefinition { Conditions = [condition], For = TimeSpan.FromSeconds(seconds) } });
        await db.SaveChangesAsync();
    }

    private async Task StateAsync(Host host, string text)
    {
        await using var db = floor.Db();
        db.HostStates.Add(new HostState { HostId = host.Id, Name = "raid.state", Text = text, Since = floor.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
        floor.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task<Problem?> ProblemAsync(Host host)
    {
        await using var db = floor.Db();
        return await db.Problems.AsNoTracking().SingleOrDefaultAsync(p => p.HostId == host.Id);
    }
}
