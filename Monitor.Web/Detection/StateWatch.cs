using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Problems;
using Monitor.Web.Store;
using Quartz;

namespace Monitor.Web.Detection;

/// <summary>Looks every few seconds for series that stopped and text states that are bad.</summary>
internal sealed class StateWatchJob(StateWatch watch) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await watch.RunAsync(cancellationToken);
}

/// <summary>
/// The rules that no sample can judge: data of a series that stays away, by the newest ticks in memory, and text states, by one query for all hosts. What is
/// open says where each stands, so that a restart forgets nothing.
/// </summary>
internal sealed class StateWatch(
    IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, SeriesCatalog catalog, LatestValues latest, TimeProvider time)
{
    /// <summary>A series that has not come for longer than this is gone for good: nothing begins for it any more.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromDays(1);

    private const int AtOnce = 200;

    private readonly StallGuard _guard = new(time);
    private readonly Dictionary<int, DateTimeOffset> _seen = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var holds = _guard.Holds(now);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var all = await RuleSet.ReadAsync(db, cancellationToken);
        var rules = all.Rules.Where(r => !r.Definition.First.IsOfSamples && !r.Definition.IsSilence).ToList();
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

    private IEnumerable<Observation> OfData(int hostId, EffectiveRule rule, DateTimeOffset now)
    {
        var condition = rule.Rule.Definition.First;
        foreach (var stream in catalog.StreamsOf(hostId))
        {
            var tick = latest.OfStream(stream.Id);
            foreach (var series in stream.Series.Where(s => s.Metric == condition.Metric && LabelMatcher.All(condition.Labels, LabelSet.Parse(s.Labels))))
            {
                if (LastOf(series, tick) is { } last && now - last < Gone)
                {
                    // A tick every few seconds is no absence, whatever the for-duration.
                    yield return new Observation { HostId = hostId, Rule = rule, Labels = series.Labels, BadSince = now - last <= rule.ForDuration.Value ? null : last };
                }
            }
        }
    }

    /// <summary>The newest tick may lack the series although its stream goes on: then the last moment at which this node saw it counts.</summary>
    private DateTimeOffset? LastOf(SeriesEntry series, CommittedTick? tick)
    {
        if (tick is not null && series.Ordinal < tick.Values.Length && !double.IsNaN(tick.Values[series.Ordinal]))
        {
            _seen[series.Id] = tick.ArrivedAt;
        }

        return _seen.TryGetValue(series.Id, out var at) ? at : null;
    }

    private static IEnumerable<Observation> OfState(int hostId, EffectiveRule rule, ILookup<(int HostId, string Name), HostState> states)
    {
        var condition = rule.Rule.Definition.First;
        var state = states[(hostId, condition.Metric)].FirstOrDefault();
        var isBad = state is not null && Glob.Matches(condition.Text, state.Text, StringComparison.OrdinalIgnoreCase);
        yield return new Observation { HostId = hostId, Rule = rule, BadSince = isBad ? state!.Since : null, Text = state?.Text ?? "" };
    }
}
