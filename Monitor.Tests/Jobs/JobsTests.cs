using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Jobs;
using Quartz;

namespace Monitor.Tests.Jobs;

public sealed class JobsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly Actor Admin = new(null, "admin", Roles.Admin, "127.0.0.1");

    /// <summary>What the test's jobs have done, on whichever node.</summary>
    private sealed class Effects
    {
        public int Runs;
        public volatile bool Fails = true;
    }

    private sealed class SometimesFailingJob(Effects effects) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref effects.Runs);
            return effects.Fails ? throw new InvalidOperationException("The disk of the job is full") : ValueTask.CompletedTask;
        }
    }

    private sealed class IdleJob(Effects effects) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref effects.Runs);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Fault_46_A_job_that_throws_shows_its_failure_and_runs_again()
    {
        var effects = new Effects();
        await using var node = await NodeAsync(effects, s => s.AddMonitorJob<SometimesFailingJob>(JobSchedule.Every(TimeSpan.FromSeconds(1)), "Sometimes failing"));
        var (board, health) = (node.Services.GetRequiredService<JobBoard>(), node.Services.GetRequiredService<HealthBoard>());
        await Eventually.TrueAsync(async () => (await RowAsync(board)).LastSucceeded == false);
        var failed = await RowAsync(board);
        Assert.Equal("The disk of the job is full", failed.LastFailure);
        Assert.Equal("every 1 s", failed.Schedule);
        Assert.Contains(health.Troubles, t => t.Where == "job SometimesFailingJob");
        effects.Fails = false;
        await Eventually.TrueAsync(async () => (await RowAsync(board)).LastSucceeded == true);
        await Eventually.True(() => health.Troubles.Count == 0);
        var runs = await board.RunsAsync("SometimesFailingJob", Never);
        Assert.Contains(runs, r => !r.Succeeded && r.Failure == "The disk of the job is full");
        Assert.NotNull((await RowAsync(board)).NextRunAt);
    }

    [Fact]
    public async Task Run_now_runs_the_job_and_is_audited_and_is_refused_to_others()
    {
        var effects = new Effects();
        await using var node = await NodeAsync(effects, s => s.AddMonitorJob<IdleJob>(JobSchedule.Every(TimeSpan.FromHours(5)), "Idle"));
        var (board, starter) = (node.Services.GetRequiredService<JobBoard>(), node.Services.GetRequiredService<JobStarter>());
        await Eventually.True(() => effects.Runs > 0);
        var before = effects.Runs;
        await Assert.ThrowsAsync<AccessRefusedException>(() => starter.RunNowAsync(new Actor(5, "lead", Roles.Lead, ""), nameof(IdleJob), Never));
        Assert.False(await starter.RunNowAsync(Admin, "NoSuchJob", Never));
        Assert.True(await starter.RunNowAsync(Admin, nameof(IdleJob), Never));
        await Eventually.True(() => effects.Runs > before);
        await using var db = database.CreateDb();
        Assert.True(await db.Audit.AnyAsync(a => a.Act == "job.run_now" && a.SubjectId == nameof(IdleJob)));
    }

    private static async Task<JobRow> RowAsync(JobBoard board) => Assert.Single(await board.ReadAsync(Never));

    private Task<JobNode> NodeAsync(Effects effects, Action<IServiceCollection> jobs) => JobNode.StartAsync(database, effects, jobs);
}
