using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Tests.Support;
using Monitor.Web.Jobs;
using Quartz;

namespace Monitor.Tests.Jobs;

/// <summary>Clocks that are set, hours of standing still, and two nodes that want the same.</summary>
public sealed class JobFaultTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private readonly Effects _effects = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    private sealed class Effects
    {
        public int Ticks;
        public int Runs;
        public int AtOnce;
        public int MostAtOnce;
    }

    private sealed class TickingJob(Effects effects) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref effects.Ticks);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class RareJob(Effects effects) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref effects.AtOnce);
            effects.MostAtOnce = Math.Max(effects.MostAtOnce, now);
            await Task.Yield();
            Interlocked.Increment(ref effects.Runs);
            Interlocked.Decrement(ref effects.AtOnce);
        }
    }

    /// <summary>The machine's clock with a step in it; timers and the monotonic clock know nothing of it.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Step;
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task Fault_27_Jobs_run_again_within_a_minute_after_the_clock_was_set_by_hours(int hours)
    {
        var clock = new SteppedClock();
        await using var node = await NodeAsync(TimeSpan.FromSeconds(2), clock);
        await Eventually.True(() => _effects.Ticks > 1);
        clock.Step = TimeSpan.FromHours(hours);
        var before = _effects.Ticks;
        await Eventually.True(() => _effects.Ticks > before + 4);
    }

    [Fact]
    public async Task Fault_47_After_hours_of_standing_still_a_job_runs_once_and_not_for_every_time_that_it_missed()
    {
        await using (var node = await NodeAsync(TimeSpan.FromSeconds(1)))
        {
            await Eventually.True(() => _effects.Ticks > 0 && _effects.Runs > 0);
        }

        // Both were due hours ago, as after a night in which nothing ran: 18,000 times and 50 times.
        await using (var db = _database.CreateDb())
        {
            var hours = TimeSpan.FromHours(5).Ticks;
            await db.Database.ExecuteSqlAsync($"UPDATE qrtz_triggers SET next_fire_time = next_fire_time - {hours}, prev_fire_time = prev_fire_time - {hours}");
        }

        (_effects.Ticks, _effects.Runs) = (0, 0);
        await using var again = await NodeAsync(TimeSpan.FromSeconds(1));

        // The guard leaves time for the second node to take over a run that the first one may have left behind.
        await Eventually.True(() => _effects.Ticks >= 5 && _effects.Runs > 0, TimeSpan.FromMinutes(5));
        Assert.InRange(_effects.Ticks, 5, 1000);
        Assert.Equal(1, _effects.Runs);
    }

    [Fact]
    public async Task Fault_42_Five_hundred_triggers_on_two_nodes_never_run_a_job_twice_at_once()
    {
        await using var one = await NodeAsync(TimeSpan.FromHours(1));
        await using var other = await NodeAsync(TimeSpan.FromHours(1));
        await Eventually.True(() => _effects.Runs > 0);
        var before = _effects.Runs;
        foreach (var node in new[] { one, other })
        {
            var scheduler = await node.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
            for (var i = 0; i < 250; i++)
            {
                await scheduler.TriggerJob(new JobKey(nameof(RareJob)), null, CancellationToken.None);
            }
        }

        await Eventually.True(() => _effects.Runs >= before + 500, TimeSpan.FromMinutes(3));
        Assert.Equal((1, before + 500), (_effects.MostAtOnce, _effects.Runs));
    }

    private Task<JobNode> NodeAsync(TimeSpan every, TimeProvider? clock = null) => JobNode.StartAsync(_database, _effects, services => services
        .AddMonitorJob<TickingJob>(JobSchedule.Every(every), "Ticking").AddMonitorJob<RareJob>(JobSchedule.Every(TimeSpan.FromMinutes(6)), "Rare"), clock);
}
