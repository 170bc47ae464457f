using Monitor.Domain.Problems.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Problems;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Jobs;
using Monitor.Web.Problems.Rules;

namespace Monitor.Tests.Detection;

[Collection(Suite.Name)]
public sealed class ChainTests(TestApplication application)
{
    [Fact]
    public async Task A_limit_of_1_percent_for_a_new_host_brings_one_ticket_from_what_its_agent_posts()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var book = application.Services.GetRequiredService<RuleBook>();
        await using var db = await TestAgent.OpenAsync(application);
        var rule = await db.Rules.AsNoTracking().SingleAsync(r => r.Key == "cpu-high");
        var edit = new OverrideEdit(new RuleAt(rule.Id, rule.Version), OverrideTarget.OfHost(agent.Host.Id), "Test")
        {
            Steps = [new StepOverride(rule.Definition.Mildest.Severity, 1)], ForDuration = TimeSpan.Zero,
        };
        Assert.True((await book.SetOverrideAsync(Actor.System, edit, CancellationToken.None)).IsDone);

        var schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));
        for (var seq = 1; seq <= 5; seq++)
        {
            var now = TimeProvider.System.GetUtcNow();
            await agent.StoreAsync(TestAgent.Batch(seq, now, schema, (now, [13.8])));
        }

        await Eventually.TrueAsync(() => db.Tickets.AnyAsync(t => t.HostId == agent.Host.Id));
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == agent.Host.Id);
        Assert.EndsWith("CPU usage 13.8 % exceeded the limit of 1 %", ticket.Title);
    }

    [Fact]
    public async Task A_new_judge_rebuilds_from_the_database_what_was_pending()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var schema = TestAgent.Schema(TestAgent.Series("disk.used_percent", ("mount", "/")));
        var now = TimeProvider.System.GetUtcNow();
        var ticks = Enumerable.Range(0, 50).Select(i => (now.AddSeconds(i - 55), new double?[] { 91.2 })).ToArray();
        await agent.StoreAsync(TestAgent.Batch(1, now, schema, ticks));

        var restarted = ActivatorUtilities.CreateInstance<Web.Detection.TickJudge>(
            application.Services, ActivatorUtilities.CreateInstance<Web.Detection.StreamIndex>(application.Services));
        await restarted.RefreshAsync(CancellationToken.None);
        await using var db = await TestAgent.OpenAsync(application);
        Assert.False(await db.Problems.AnyAsync(p => p.HostId == agent.Host.Id));
        var stream = await db.Streams.Where(s => s.HostId == agent.Host.Id).Select(s => s.Id).SingleAsync();
        await restarted.JudgeAsync([new Web.Store.CommittedTick(agent.Host.Id, stream, now.AddSeconds(6), now.AddSeconds(6), [91.2])], CancellationToken.None);
        var problem = await db.Problems.SingleAsync(p => p.HostId == agent.Host.Id);
        Assert.Equal(now.AddSeconds(-55).ToUnixTimeMilliseconds(), problem.BeganAt.ToUnixTimeMilliseconds());
        Assert.Equal(ProblemPhase.Firing, problem.Phase);
    }

    [Fact]
    public async Task Every_job_of_the_product_is_on_the_board_with_its_schedule_and_its_runs()
    {
        var board = application.Services.GetRequiredService<JobBoard>();
        var expected = application.Services.GetServices<MonitorJob>().Select(j => j.Title).Order(StringComparer.Ordinal).ToList();
        Assert.Contains("Hosts that fell silent", expected);
        Assert.Contains("Retention of samples", expected);
        await Eventually.TrueAsync(async () => (await board.ReadAsync(CancellationToken.None)).All(r => r.LastRunAt is not null));
        var rows = await board.ReadAsync(CancellationToken.None);
        Assert.Equal(expected, rows.Select(r => r.Title));
        Assert.All(rows, r => Assert.True(r.LastSucceeded == true && r.NextRunAt is not null && r.LastDuration is not null && r.Schedule.StartsWith("every "), r.ToString()));
    }
}
