using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Jobs;
using Monitor.Web.Problems;
using Monitor.Web.Store;
using Quartz;

namespace Monitor.Web.Detection;

/// <summary>Looks every few seconds for series that stopped and text states that are bad.</summary>
internal sealed class StateWatchJob(StateWatch watch, JobBoard board) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await watch.RunAsync(await board.GoodRunsAsync(nameof(StateWatchJob), cancellationToken), cancellationToken);
}

/// <summary>
/// The rules that no sample can judge: data of a series that stays away, by the newest ticks, and text states, by one query for all hosts. What is
/// open says where each stands, so that a restart forgets nothing.
/// </summary>
internal sealed class StateWatch(IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, SeriesSightings sightings, IngestBreaks breaks, TimeProvider time)
{
    private const int AtOnce = 200;

    private readonly StallGuard _guard = new(time);

    /// <param name="rounds">The last good rounds of all servers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(IReadOnlyCollection<DateTimeOffset> rounds, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var holds = _guard.Holds(now, rounds, breaks);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var all = await RuleSet.ReadAsync(db, cancellationToken);
        var rules = all.Rules.Where(r => r.Definition.First.Kind is ConditionKind.NoData or ConditionKind.StateText && !r.Definition.IsSilence).ToList();
        if (rules.Count > 0)
        {
            await JudgeAsync(db, await JudgeFacts.ReadAsync(db, all, cancellationToken), rules, holds, cancellationToken);
        }

        _guard.RoundIsGood(now);
    }

    private async Task JudgeAsync(MonitorDb db, JudgeFacts facts, List<Rule> rules, bool holds, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var states = await StatesAsync(db, rules, cancellationToken);
        var ofData = facts.Of([.. rules.Where(r => r.Definition.First.Kind == ConditionKind.NoData)]).Select(w => (w.HostId, w.Rule.Rule.Definition.First)).ToList();
        await sightings.LookElsewhereAsync(db, ofData, now, cancellationToken);
        var verdicts = new List<Verdict>();
        foreach (var (hostId, rule) in facts.Of(rules))
        {
            var isData = rule.Rule.Definition.First.Kind == ConditionKind.NoData;
            foreach (var one in isData ? OfData(hostId, rule, now) : OfState(hostId, rule, states))
            {
                var open = facts.OpenOn(hostId).TryGetValue(one.Fingerprint, out var problem) ? problem : (OpenProblem?)null;
                if (one.Judge(now, open) is { } verdict && !(isData && holds && verdict.Kind == VerdictKind.Fired))
                {
                    verdicts.Add(verdict);
                }
            }
        }

        foreach (var some in verdicts.Chunk(AtOnce))
        {
            await ledger.TakeAsync(some, cancellationToken);
        }
    }

    private static async Task<ILookup<(int HostId, string Name), HostState>> StatesAsync(MonitorDb db, List<Rule> rules, CancellationToken cancellationToken)
    {
        var names = rules.Where(r => r.Definition.First.Kind == ConditionKind.StateText).Select(r => r.Definition.First.Metric).Distinct().ToList();
        var newest = names.Count == 0 ? [] : await db.HostStates.AsNoTracking().Where(s => names.Contains(s.Name))
            .GroupBy(s => new { s.HostId, s.Name }).Select(g => g.OrderByDescending(s => s.Since).First()).ToListAsync(cancellationToken);
        return newest.ToLookup(s => (s.HostId, s.Name));
    }

    /// <summary>A tick every few seconds is no absence, whatever the for-duration.</summary>
    private IEnumerable<Observation> OfData(int hostId, EffectiveRule rule, DateTimeOffset now) =>
        sightings.Of(hostId, rule.Rule.Definition.First, now).Select(s => new Observation
        {
            HostId = hostId, Rule = rule, Labels = s.Series.Labels, BadSince = now - s.LastAt <= rule.ForDuration.Value ? null : s.LastAt,
        });

    private static IEnumerable<Observation> OfState(int hostId, EffectiveRule rule, ILookup<(int HostId, string Name), HostState> states)
    {
        var condition = rule.Rule.Definition.First;
        var state = states[(hostId, condition.Metric)].FirstOrDefault();
        var isBad = state is not null && Glob.Matches(condition.Text, state.Text, StringComparison.OrdinalIgnoreCase);
        yield return new Observation { HostId = hostId, Rule = rule, BadSince = isBad ? state!.Since : null, Text = state?.Text ?? "" };
    }
}
