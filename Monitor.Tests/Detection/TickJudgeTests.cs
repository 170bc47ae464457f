using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Detection;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Tests.Detection;

public sealed class TickJudgeTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly (string, string)[] Series = [("cpu.used_percent", ""), ("memory.used_percent", ""), ("disk.used_percent", "mount=\"/\"")];

    [Fact]
    public async Task With_CPU_limit_1_percent_exactly_one_ticket_exists_after_5_minutes()
    {
        var host = await floor.HostAsync("judged-1", age: TimeSpan.FromMinutes(1));
        var stream = await floor.StreamAsync(host, Series);
        await floor.OverrideAsync("cpu-high", new RuleOverride { HostId = host.Id, Limit = 1 });
        var judge = await JudgeAsync();
        for (var i = 0; i <= 450; i++)
        {
            await TickAsync(judge, host, stream, 13.8 + (i % 3), 20, 10);
            if (i == 149)
            {
                await using var early = floor.Db();
                Assert.False(await early.Tickets.AnyAsync(t => t.HostId == host.Id));
            }
        }

        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == host.Id);
        Assert.Equal("judged-1: CPU usage 13.8 % exceeded the limit of 1 %", ticket.Title);
        Assert.Single(await db.Problems.Where(p => p.HostId == host.Id).ToListAsync());
    }

    [Fact]
    public async Task The_end_of_a_breach_is_written_on_its_ticket()
    {
        var host = await floor.HostAsync("judged-2");
        var stream = await floor.StreamAsync(host, Series);
        var judge = await JudgeAsync();
        await TicksAsync(judge, host, stream, 40, 10, 20, 91.2);
        await TicksAsync(judge, host, stream, 40, 10, 20, 50);
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == host.Id);
        Assert.Equal("judged-2: Disk usage of / 91.2 % exceeded the limit of 80 %", ticket.Title);
        Assert.Equal(TicketState.Resolved, ticket.State);
        Assert.True(await db.TicketEntries.AnyAsync(e => e.TicketId == ticket.Id && e.Text.StartsWith("Disk usage of / is back at 50 %.")));
    }

    [Fact]
    public async Task Fault_08_Late_samples_open_no_problem()
    {
        var host = await floor.HostAsync("judged-3");
        var stream = await floor.StreamAsync(host, Series);
        var judge = await JudgeAsync();
        for (var i = 0; i < 200; i++)
        {
            var time = floor.Clock.GetUtcNow() - TimeSpan.FromHours(1) + TimeSpan.FromSeconds(2 * i);
            await judge.JudgeAsync([new CommittedTick(host.Id, stream, time, floor.Clock.GetUtcNow(), [100, 100, 100])], Never);
        }

        await using var db = floor.Db();
        Assert.False(await db.Problems.AnyAsync(p => p.HostId == host.Id));
    }

    [Fact]
    public async Task A_new_judge_goes_on_with_the_open_problem_and_opens_no_second()
    {
        var host = await floor.HostAsync("judged-4");
        var stream = await floor.StreamAsync(host, Series);
        await TicksAsync(await JudgeAsync(), host, stream, 40, 10, 20, 91.2);
        var restarted = await JudgeAsync();
        await TicksAsync(restarted, host, stream, 40, 10, 20, 91.2);
        await using var db = floor.Db();
        Assert.Equal(1, await db.Problems.CountAsync(p => p.HostId == host.Id));
        await TicksAsync(restarted, host, stream, 40, 10, 20, 50);
        Assert.NotNull((await db.Problems.AsNoTracking().SingleAsync(p => p.HostId == host.Id)).EndedAt);
    }

    [Fact]
    public async Task A_series_that_appears_later_is_judged_too()
    {
        var host = await floor.HostAsync("judged-5");
        var stream = await floor.StreamAsync(host, Series);
        var judge = await JudgeAsync();
        await TicksAsync(judge, host, stream, 2, 10, 20, 50);
        await using var db = floor.Db();
        db.Series.Add(new() { StreamId = stream, Ordinal = 3, Metric = "disk.used_percent", Labels = "mount=\"/data\"", CreatedAt = floor.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
        await floor.Catalog.LoadAsync(Never);
        await TicksAsync(judge, host, stream, 40, 10, 20, 50, 91);
        Assert.Equal("Disk usage of /data 91 % exceeded the limit of 80 %", (await db.Problems.SingleAsync(p => p.HostId == host.Id)).Summary);
    }

    [Fact]
    public async Task A_changed_limit_counts_from_the_next_refresh_on()
    {
        var host = await floor.HostAsync("judged-6");
        var stream = await floor.StreamAsync(host, Series);
        var judge = await JudgeAsync();
        await TicksAsync(judge, host, stream, 5, 13.8, 20, 50);
        await floor.OverrideAsync("cpu-high", new RuleOverride { HostId = host.Id, Limit = 1, ForDuration = TimeSpan.Zero });
        await judge.RefreshAsync(Never);
        await TicksAsync(judge, host, stream, 1, 13.8, 20, 50);
        await using var db = floor.Db();
        Assert.Equal("CPU usage 13.8 % exceeded the limit of 1 %", (await db.Problems.SingleAsync(p => p.HostId == host.Id)).Summary);
    }

    [Fact]
    public async Task A_flapping_problem_that_is_well_at_a_restart_is_bad_again_for_the_new_judge()
    {
        var host = await floor.HostAsync("judged-flap");
        var stream = await floor.StreamAsync(host, Series);
        await floor.OverrideAsync("disk-full", new RuleOverride { HostId = host.Id, ForDuration = TimeSpan.Zero });
        var judge = await JudgeAsync();
        for (var i = 0; i < 8; i++)
        {
            await TickAsync(judge, host, stream, 10, 20, i % 2 == 0 ? 91.2 : 50);
        }

        Assert.True(await ProblemAsync(host) is { IsFlapping: true, EndedAt: null, State.IsGood: true });
        judge = await JudgeAsync();
        await TickAsync(judge, host, stream, 10, 20, 50);
        await TickAsync(judge, host, stream, 10, 20, 91.2);
        Assert.True(await ProblemAsync(host) is { IsFlapping: true, EndedAt: null, State.IsGood: false });
    }

    [Fact]
    public async Task Fault_23_A_day_of_bad_ticks_in_any_order_opens_no_problem_and_leaves_few_traces()
    {
        var host = await floor.HostAsync("judged-shuffled");
        var stream = await floor.StreamAsync(host, Series);
        var judge = await JudgeAsync();
        await TickAsync(judge, host, stream, 10, 20, 50);
        var now = floor.Clock.GetUtcNow();
        var times = Enumerable.Range(3, 1437).Select(i => now - TimeSpan.FromMinutes(i)).ToArray();
        new Random(23).Shuffle(times);
        foreach (var time in times)
        {
            await judge.JudgeAsync([new CommittedTick(host.Id, stream, time, now, [10, 20, 91.2])], Never);
        }

        await using var db = floor.Db();
        Assert.False(await db.Problems.AnyAsync(p => p.HostId == host.Id));
        Assert.InRange(await db.Decisions.CountAsync(d => d.HostId == host.Id), 0, 5);
    }

    [Fact]
    public async Task A_burst_in_logs_that_lasts_three_minutes_is_a_problem_until_ten_minutes_after_it()
    {
        var host = await floor.HostAsync("judged-burst");
        var stream = await floor.StreamAsync(host, [("log.bursts", "")]);
        var judge = await JudgeAsync();

        // Lines are counted by the minute.
        async Task<Problem?> MinutesAsync(int count, double bursts)
        {
            for (var i = 0; i < count; i++)
            {
                floor.Clock.Advance(TimeSpan.FromMinutes(1));
                var now = floor.Clock.GetUtcNow();
                await judge.JudgeAsync([new CommittedTick(host.Id, stream, now, now, [bursts])], Never);
            }

            await using var db = floor.Db();
            return await db.Problems.AsNoTracking().SingleOrDefaultAsync(p => p.HostId == host.Id && p.Phase != ProblemPhase.Pending);
        }

        Assert.Null(await MinutesAsync(5, 0));
        Assert.Null(await MinutesAsync(3, 1));
        var problem = await MinutesAsync(1, 2);
        Assert.True(problem is { Severity: Severity.Info, EndedAt: null });
        await using (var db = floor.Db())
        {
            Assert.Equal("log-burst", (await db.Rules.SingleAsync(r => r.Id == problem.RuleId)).Key);
        }

        Assert.Null((await MinutesAsync(9, 0))!.EndedAt);
        Assert.NotNull((await MinutesAsync(2, 0))!.EndedAt);
    }

    [Fact]
    public async Task Fault_46_A_host_that_cannot_be_judged_or_written_down_keeps_no_other_from_it()
    {
        var (broken, refused, good) = (await floor.HostAsync("judged-broken"), await floor.HostAsync("judged-refused"), await floor.HostAsync("judged-good"));
        var streams = new List<int>();
        foreach (var host in new[] { broken, refused, good })
        {
            streams.Add(await floor.StreamAsync(host, Series));
        }

        await using var db = floor.Db();
        await AlterAsync($"ALTER TABLE problems ADD CONSTRAINT ck_refused CHECK (host_id <> {refused.Id})");
        var judge = await JudgeAsync();
        for (var i = 0; i < 40; i++)
        {
            floor.Clock.Advance(TimeSpan.FromSeconds(2));
            var now = floor.Clock.GetUtcNow();
            await judge.JudgeAsync(
                [new(broken.Id, streams[0], now, now, null!), new(refused.Id, streams[1], now, now, [10, 20, 91.2]), new(good.Id, streams[2], now, now, [10, 20, 91.2])], Never);
        }

        Assert.Equal([good.Id], await db.Problems.Where(p => p.HostId == broken.Id || p.HostId == refused.Id || p.HostId == good.Id).Select(p => p.HostId).ToListAsync());

        // Nothing of the one that could not be written down is lost.
        await AlterAsync("ALTER TABLE problems DROP CONSTRAINT ck_refused");
        await TickAsync(judge, refused, streams[1], 10, 20, 91.2);
        Assert.Null((await ProblemAsync(refused)).EndedAt);

        async Task AlterAsync(string statement)
        {
            await using var owner = NpgsqlDataSource.Create(floor.Database.OwnerConnectionString);
            await using var command = owner.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task A_clock_that_was_ahead_and_is_set_right_is_judged_at_once()
    {
        var host = await floor.HostAsync("judged-ahead");
        var stream = await floor.StreamAsync(host, Series);
        var judge = await JudgeAsync();
        floor.Clock.Advance(TimeSpan.FromSeconds(2));
        var now = floor.Clock.GetUtcNow();
        await judge.JudgeAsync([new(host.Id, stream, now.AddMinutes(4), now, [10, 20, 50]), new(host.Id, stream, now.AddMinutes(4).AddSeconds(2), now, [10, 20, 50])], Never);
        await TicksAsync(judge, host, stream, 35, 10, 20, 91.2);
        Assert.Null((await ProblemAsync(host)).EndedAt);
    }

    private async Task<Problem> ProblemAsync(Host host)
    {
        await using var db = floor.Db();
        return await db.Problems.AsNoTracking().SingleAsync(p => p.HostId == host.Id);
    }

    private async Task<TickJudge> JudgeAsync()
    {
        var judge = floor.NewJudge();
        await judge.RefreshAsync(Never);
        return judge;
    }

    private async Task TicksAsync(TickJudge judge, Host host, int stream, int count, params double[] values)
    {
        for (var i = 0; i < count; i++)
        {
            await TickAsync(judge, host, stream, values);
        }
    }

    private async Task TickAsync(TickJudge judge, Host host, int stream, params double[] values)
    {
        floor.Clock.Advance(TimeSpan.FromSeconds(2));
        var now = floor.Clock.GetUtcNow();
        await judge.JudgeAsync([new CommittedTick(host.Id, stream, now, now, values)], Never);
    }
}
