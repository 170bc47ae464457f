using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Problems;
using Monitor.Tests.Problems.Replay;
using Monitor.Web.Detection;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection;

/// <summary>What judging reads, and when.</summary>
public sealed class JudgeReadingTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Ticks_that_change_nothing_ask_the_database_nothing_and_rules_are_read_for_all_hosts_at_once()
    {
        var counted = new CountedContexts(floor.Contexts);
        var index = new StreamIndex(counted, floor.Catalog, new PendingReplay(floor.Catalog, floor.Reader), new LastWeekLoader(floor.Catalog, floor.Reader));
        var judge = new TickJudge(index, floor.NewLedger(), floor.Clock, NullLogger<TickJudge>.Instance);
        var hosts = new List<(int Host, int Stream)>();
        for (var i = 0; i < 25; i++)
        {
            var host = await floor.HostAsync($"quiet-{i}");
            hosts.Add((host.Id, await floor.StreamAsync(host, ("cpu.used_percent", ""), ("disk.used_percent", "mount=\"/\""))));
        }

        await judge.RefreshAsync(Never);
        Assert.Equal(1, counted.Made);
        for (var round = 0; round < 40; round++)
        {
            floor.Clock.Advance(TimeSpan.FromSeconds(2));
            var now = floor.Clock.GetUtcNow();
            await judge.JudgeAsync([.. hosts.Select(h => new CommittedTick(h.Host, h.Stream, now, now, [10 + round, 50]))], Never);
        }

        Assert.Equal(1, counted.Made);
        await judge.RefreshAsync(Never);
        Assert.Equal(2, counted.Made);
    }

    [Fact]
    public async Task A_change_against_last_week_is_judged_by_what_is_stored_of_that_week()
    {
        var host = await floor.HostAsync("week-1");
        var midnight = new DateTimeOffset(floor.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var stream = await StoredDays.WriteAsync(floor, host, "week.used_percent", midnight.AddDays(-6), 2, _ => 20);
        await using (var db = floor.Db())
        {
            db.Rules.Add(new Rule
            {
                Key = "week", Name = "Week",
                Definition = new RuleDefinition
                {
                    Conditions =
                    [
                        new Condition { Metric = "week.used_percent", Measure = Measure.LastWeekChange, Window = TimeSpan.FromMinutes(10), Steps = [new(Severity.Warning, 100)] },
                    ],
                },
            });
            await db.SaveChangesAsync();
        }

        await JudgeFiftyAsync(host.Id, stream);

        await using var end = floor.Db();
        Assert.Equal(
            "week.used_percent differs by 150 % from the same time last week, beyond the limit of 100 %",
            (await end.Problems.SingleAsync(p => p.HostId == host.Id)).Summary);
    }

    [Fact]
    public async Task Two_rules_that_compare_one_series_with_the_week_before_are_judged_both_and_the_series_is_read_for_both()
    {
        var host = await floor.HostAsync("week-2");
        var midnight = new DateTimeOffset(floor.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var stream = await StoredDays.WriteAsync(floor, host, "twice.used_percent", midnight.AddDays(-6), 2, _ => 20);
        await using (var db = floor.Db())
        {
            foreach (var (key, limit, window) in new[] { ("twice-a", 100, 10), ("twice-b", 120, 10), ("twice-c", 120, 5) })
            {
                var condition = new Condition { Metric = "twice.used_percent", Measure = Measure.LastWeekChange, Window = TimeSpan.FromMinutes(window), Steps = [new(Severity.Warning, limit)] };
                db.Rules.Add(new Rule { Key = key, Name = key, Definition = new RuleDefinition { Conditions = [condition] } });
            }

            await db.SaveChangesAsync();
        }

        var judge = await JudgeFiftyAsync(host.Id, stream);

        // And when it reads ahead again, for all hosts at once.
        floor.Clock.Advance(TimeSpan.FromHours(2));
        await judge.RefreshAsync(Never);
        await using var end = floor.Db();
        Assert.Equal(3, await end.Problems.CountAsync(p => p.HostId == host.Id));
    }

    /// <summary>A quarter of an hour of one value.</summary>
    private async Task<TickJudge> JudgeFiftyAsync(int hostId, int stream)
    {
        var judge = floor.NewJudge();
        await judge.RefreshAsync(Never);
        for (var i = 0; i < 45; i++)
        {
            floor.Clock.Advance(TimeSpan.FromSeconds(20));
            var now = floor.Clock.GetUtcNow();
            await judge.JudgeAsync([new CommittedTick(hostId, stream, now, now, [50])], Never);
        }

        return judge;
    }

    private sealed class CountedContexts(IDbContextFactory<MonitorDb> inner) : IDbContextFactory<MonitorDb>
    {
        public int Made { get; private set; }

        public MonitorDb CreateDbContext()
        {
            Made++;
            return inner.CreateDbContext();
        }

        public Task<MonitorDb> CreateDbContextAsync(CancellationToken cancellationToken = default)
        {
            Made++;
            return inner.CreateDbContextAsync(cancellationToken);
        }
    }
}
