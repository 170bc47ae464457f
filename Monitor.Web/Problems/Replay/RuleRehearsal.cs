using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Problems.Replay;

/// <summary>Tries a rule on stored history through the same machines that judge live. Nothing is written and nothing is sent.</summary>
public sealed class RuleRehearsal(IDbContextFactory<MonitorDb> contexts, RehearsalSamples samples, ReplaySlots slots, IOptions<ProblemsOptions> options)
{
    public const int MostSeries = 2000;

    /// <summary>A ticket and a problem belong together when they are no further apart.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(10);

    private const int HostsAtOnce = 10;
    private const int MostTickets = 1000;

    public async Task<RehearsalOutcome> RunAsync(RehearsalRequest request, CancellationToken cancellationToken)
    {
        var definition = request.Definition with { Source = null };
        var errors = Errors(request, definition);
        if (errors.Count > 0)
        {
            return new(null, errors);
        }

        using var slot = slots.Take();
        if (slot is null)
        {
            return new(null, ["Other rules are being replayed at this moment. Try again when they are done."]);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (rules, hosts) = await HostsAsync(db, request, definition, cancellationToken);
        var measured = hosts.ConvertAll(h => (Host: h, Series: samples.SeriesOf(h.Id, definition)));
        measured.RemoveAll(m => m.Series.Count == 0);
        var count = measured.Sum(m => m.Series.Count);
        if (count > MostSeries)
        {
            return new(null, [$"The rule looks at {count} series; at most {MostSeries} are replayed. Choose a group, a tag or a host."]);
        }

        var byMinute = samples.IsApproximate(request.From, request.To, count);
        var replay = new RuleReplay(options.Value.Policy);
        foreach (var some in measured.Chunk(HostsAtOnce))
        {
            await RunAsync(replay, request, definition, rules, some, byMinute, cancellationToken);
        }

        return new(await ResultAsync(db, request, replay, measured.ConvertAll(m => m.Host.Id), count, byMinute, cancellationToken), []);
    }

    private List<string> Errors(RehearsalRequest request, RuleDefinition definition)
    {
        var errors = RuleCheck.Errors(definition).ToList();
        if (errors.Count == 0 && definition.Conditions.Any(c => !c.IsOfSamples))
        {
            errors.Add("Silence, missing data and text states are judged by the clock, unusual behaviour by the detectors: such rules cannot be replayed.");
        }

        if (request.To <= request.From || request.To > samples.Now + TimeSpan.FromMinutes(1))
        {
            errors.Add("The time to look at ends after it begins, and not in the future.");
        }
        else if (request.From < samples.Oldest)
        {
            errors.Add($"Nothing is kept by the minute from before {samples.Oldest:yyyy-MM-dd HH:mm}Z. Choose a later beginning.");
        }

        return errors;
    }

    private static async Task<(RuleSet Rules, List<ScopedHost> Hosts)> HostsAsync(
        MonitorDb db, RehearsalRequest request, RuleDefinition definition, CancellationToken cancellationToken)
    {
        var rules = await RuleSet.ReadAsync(db, cancellationToken);
        var tags = (await db.HostTags.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(t => t.HostId, t => $"{t.Key}={t.Value}");
        var hosts = await db.Hosts.AsNoTracking().VisibleHosts(request.Actor, db)
            .Where(h => h.RetiredAt == null && (request.HostId == null || h.Id == request.HostId)).OrderBy(h => h.Id)
            .Select(h => new { h.Id, h.GroupId }).ToListAsync(cancellationToken);
        return (rules, [.. hosts.Select(h => new ScopedHost(h.Id, h.GroupId, tags[h.Id].ToHashSet(StringComparer.Ordinal)))
            .Where(h => definition.Where.Includes(h, rules.Groups))]);
    }

    private async Task RunAsync(
        RuleReplay replay, RehearsalRequest request, RuleDefinition definition, RuleSet rules, (ScopedHost Host, IReadOnlyList<SeriesEntry> Series)[] hosts,
        bool byMinute, CancellationToken cancellationToken)
    {
        var known = rules.Rules.FirstOrDefault(r => r.Id == request.RuleId);
        var draft = new Rule { Id = known?.Id ?? 0, Key = known?.Key ?? "draft", Name = known?.Name ?? "This rule", Definition = definition };
        var overrides = known is null ? [] : rules.OverridesOf(known).ToList();
        var plans = hosts.Select(h => new HostPlan(
            h.Host.Id, [EffectiveRule.Of(draft, overrides, rules.Groups, h.Host.Id, h.Host.GroupId) with { Enabled = new(true, RuleSource.Fleet) }],
            [.. h.Series.Select(s => new PlannedSeries(s.StreamId, s.Ordinal, s.Metric, s.Labels))], null, null)).ToList();
        var reach = plans.SelectMany(p => p.Watches).Select(w => w.Reach).DefaultIfEmpty().Max();
        var range = new TimeRange(request.From - reach - BreachTracker.StaleAfter, request.To);
        var read = new List<SeriesSamples>();
        foreach (var some in hosts.SelectMany(h => h.Series).Chunk(SeriesReader.MaximumSeries))
        {
            read.AddRange(await samples.ReadAsync(some, definition, range, byMinute, cancellationToken));
        }

        foreach (var plan in plans)
        {
            await samples.LoadLastWeekAsync(plan, range, cancellationToken);
            var mine = plan.Streams.Select(s => s.StreamId).ToHashSet();
            replay.Run(plan, read.FindAll(s => mine.Contains(s.StreamId)), request.From, request.To);
        }
    }

    private static async Task<Rehearsal> ResultAsync(
        MonitorDb db, RehearsalRequest request, RuleReplay replay, List<int> hosts, int series, bool byMinute, CancellationToken cancellationToken)
    {
        var metrics = request.Definition.Conditions.Select(c => c.Metric).Distinct().ToList();
        var real = await db.Tickets.AsNoTracking().VisibleTickets(request.Actor, db)
            .Where(t => t.HostId != null && hosts.Contains(t.HostId.Value) && t.Metric != null && metrics.Contains(t.Metric)
                && t.CreatedAt >= request.From && t.CreatedAt < request.To)
            .OrderBy(t => t.Number).Take(MostTickets).Select(t => new RealTicket(t.Number, t.Title, t.HostId!.Value, t.CreatedAt)).ToListAsync(cancellationToken);
        var byHost = replay.Problems.ToLookup(p => p.HostId);
        var matched = real.Where(t => byHost[t.HostId].Any(p => t.CreatedAt >= p.FiringAt - Near && t.CreatedAt <= (p.EndedAt ?? request.To) + Near)).ToList();
        return new Rehearsal
        {
            From = request.From,
            To = request.To,
            IsApproximate = byMinute,
            Hosts = hosts.Count,
            Series = series,
            Problems = [.. replay.Problems.OrderBy(p => p.FiringAt).Take(Rehearsal.MostListed)],
            ProblemCount = replay.Problems.Count,
            Verdicts = byMinute ? [] : replay.Verdicts,
            Tickets = replay.Tickets,
            NoticesSent = replay.NoticesSent,
            Firing = replay.Problems.Aggregate(TimeSpan.Zero, (sum, p) => sum + ((p.EndedAt ?? request.To) - p.FiringAt)),
            Matched = matched,
            Missed = [.. real.Except(matched)],
        };
    }
}
