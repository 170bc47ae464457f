using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Problems.Replay;

namespace Monitor.Tests.Problems.Replay;

[Collection(Suite.Name)]
public sealed class RehearsalTests(TestApplication application)
{
    [Fact]
    public async Task A_replay_of_a_live_window_without_late_data_equals_what_really_happened_event_for_event()
    {
        using var agent = await TestAgent.CreateAsync(application);
        await using var db = await TestAgent.OpenAsync(application);
        var metric = $"replayed{agent.Host.Id}";
        var rule = await RuleAsync(db, metric, new RuleDefinition
        {
            Conditions =
            [
                new() { Metric = metric, Measure = Measure.Mean, Window = TimeSpan.FromSeconds(10), Steps = [new(Severity.Warning, 80, 70), new(Severity.Critical, 95, 90)] },
            ],
            For = TimeSpan.FromSeconds(11),
            ClearFor = TimeSpan.FromSeconds(2),
        });

        // A second apart: nothing yet, a breach that gives up, a warning, critical, the end.
        double[] values =
        [
            .. Enumerable.Repeat(20.0, 12), 700, .. Enumerable.Repeat(20.0, 10), .. Enumerable.Repeat(92.0, 12),
            .. Enumerable.Repeat(140.0, 15), .. Enumerable.Repeat(60.0, 8), .. Enumerable.Repeat(10.0, 10),
        ];
        var start = TimeProvider.System.GetUtcNow().AddSeconds(-values.Length - 5);
        start = DateTimeOffset.FromUnixTimeMilliseconds(start.ToUnixTimeMilliseconds());
        var schema = TestAgent.Schema(TestAgent.Series(metric));
        for (var (at, seq) = (0, 1); at < values.Length; at += 7, seq++)
        {
            var ticks = Enumerable.Range(at, Math.Min(7, values.Length - at)).Select(i => (start.AddSeconds(i), new double?[] { values[i] })).ToArray();
            await agent.StoreAsync(TestAgent.Batch(seq, TimeProvider.System.GetUtcNow(), schema, ticks));
        }

        var to = start.AddSeconds(values.Length);
        var rehearsal = application.Services.GetRequiredService<RuleRehearsal>();
        var outcome = await rehearsal.RunAsync(new RehearsalRequest(rule.Definition, start, to, Actor.System) { RuleId = rule.Id, HostId = agent.Host.Id }, default);
        Assert.Empty(outcome.Errors);
        var replayed = outcome.Rehearsal!;
        await Eventually.TrueAsync(async () => await db.Decisions.CountAsync(d => d.RuleId == rule.Id && d.HostId == agent.Host.Id) >= replayed.Verdicts.Count);
        var real = (await db.Decisions.AsNoTracking().Where(d => d.RuleId == rule.Id).OrderBy(d => d.Id).ToListAsync())
            .Select(d => (Chain: DecisionChain.Read(d.Chain)!, Decision: d)).Where(d => d.Chain.Verdict is not null).ToList();

        Assert.False(replayed.IsApproximate);
        Assert.Equal(
            real.Select(d => (d.Chain.Verdict, d.Chain.SampleAt, d.Chain.Severity, d.Decision.Value, d.Decision.Limit)),
            replayed.Verdicts.Select(v => ((VerdictKind?)v.Kind, (DateTimeOffset?)v.At, v.Severity, v.Value, v.Limit)));
        Assert.Equal(
            new[] { VerdictKind.Pending, VerdictKind.Abandoned, VerdictKind.Fired, VerdictKind.SeverityChanged, VerdictKind.Ended }.ToHashSet(),
            replayed.Verdicts.Select(v => v.Kind).Where(k => k is not (VerdictKind.BeganToClear or VerdictKind.FiresAgain)).ToHashSet());
        var problems = await db.Problems.AsNoTracking().Where(p => p.RuleId == rule.Id).OrderBy(p => p.Id).ToListAsync();
        Assert.Equal(problems.Select(p => (p.BeganAt, p.FiringAt)), replayed.Problems.Select(p => (p.BeganAt, p.FiringAt)));
    }

    [Fact]
    public async Task A_person_rehearses_on_hosts_in_scope_only_and_nonsense_is_refused_with_a_sentence()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        await agent.StoreAsync(TestAgent.Batch(1, now, TestAgent.Schema(TestAgent.Series("cpu.used_percent")), (now.AddSeconds(-2), [99.5])));
        var rehearsal = application.Services.GetRequiredService<RuleRehearsal>();
        var cpu = RuleDefinition.Of("cpu.used_percent", ConditionKind.Above, TimeSpan.Zero, new SeverityStep(Severity.Warning, 90));
        var elsewhere = new Actor(-1, "lead", Roles.Lead, "") { GroupIds = [999_999] };
        Assert.Equal(0, (await Run(cpu, now.AddMinutes(-5), now, elsewhere)).Rehearsal!.Hosts);
        Assert.Equal(1, (await Run(cpu, now.AddMinutes(-5), now, Actor.System)).Rehearsal!.ProblemCount);
        Assert.Contains("ends after it begins", (await Run(cpu, now, now.AddMinutes(-5), Actor.System)).Errors[0]);
        Assert.Contains("Nothing is kept by the minute", (await Run(cpu, now.AddDays(-200), now, Actor.System)).Errors[0]);
        Assert.Contains("cannot be replayed", (await Run(
            RuleDefinition.Of("", ConditionKind.NoData, TimeSpan.FromMinutes(2), new SeverityStep(Severity.Critical)), now.AddMinutes(-5), now, Actor.System)).Errors[0]);

        Task<RehearsalOutcome> Run(RuleDefinition definition, DateTimeOffset from, DateTimeOffset to, Actor actor) =>
            rehearsal.RunAsync(new RehearsalRequest(definition, from, to, actor) { HostId = agent.Host.Id }, default);
    }

    private async Task<Rule> RuleAsync(Data.MonitorDb db, string key, RuleDefinition definition)
    {
        var rule = new Rule { Key = key, Name = key, Definition = definition, UpdatedAt = TimeProvider.System.GetUtcNow() };
        db.Rules.Add(rule);
        await db.SaveChangesAsync();
        application.Services.GetRequiredService<LiveFeed>().Publish(LiveFeed.Rules);
        return rule;
    }
}
