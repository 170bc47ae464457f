using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Suppression;
using Monitor.Domain.Problems.Why;
using Monitor.Web.Access;
using Monitor.Web.Problems.Suppression;
using Monitor.Web.Store;

namespace Monitor.Web.Problems.Why;

/// <summary>
/// Why was (nobody) told about a host at a moment? The traces of the ledger say it; where there is none, the values of that time beside their limits. A
/// bounded number of queries, whatever the host and the moment.
/// </summary>
public sealed class WhyQueries(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, SeriesReader reader, TimeProvider time)
{
    public static readonly TimeSpan Oldest = TimeSpan.FromDays(366);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>What came of it is looked for this long after.</summary>
    private static readonly TimeSpan After = TimeSpan.FromHours(2);

    /// <summary>Samples are taken this late (a week), and their traces come with them.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromDays(8);

    private const int MostDecisions = 300;
    private const int MostProblems = 50;

    /// <summary>Null: there is no such host, or it is not the person's to see.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="hostId">The host.</param>
    /// <param name="at">The moment; its minute counts.</param>
    /// <param name="zone">In which the sentences tell times.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<WhyAnswer?> ExplainAsync(Actor actor, int hostId, DateTimeOffset at, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var host = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).SingleOrDefaultAsync(h => h.Id == hostId, cancellationToken);
        if (host is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        at = at.ToUniversalTime();
        at = new DateTimeOffset(at.Ticks - at.Ticks % Minute.Ticks, TimeSpan.Zero);
        at = at > now ? now : at < now - Oldest ? now - Oldest : at;
        var facts = await FactsAsync(db, host, at, zone, cancellationToken);
        var stories = WhyTeller.Stories(facts);
        var end = facts.Until < now ? facts.Until.AddMilliseconds(-1) : now;
        var set = await SuppressionReading.ReadPastAsync(db, end, cancellationToken);
        var reasons = set.ReasonsFor(new SuppressionSubject(host.Id, "", "", "", Domain.Problems.Severity.Warning), end);
        var (values, hasData) = await new WhyValues(catalog, reader).ReadAsync(db, host, end.AddMilliseconds(1), cancellationToken);
        var (cause, sentence) = stories.Count > 0 ? (stories[0].Cause, stories[0].Sentence) : WhyQuiet.Say(facts, values, hasData, reasons);
        return new WhyAnswer
        {
            HostId = host.Id, Host = host.Name, At = at, Cause = cause, Sentence = sentence, Stories = stories, Values = values, Reasons = reasons,
        };
    }

    /// <summary>The hosts that a name may mean: the one of exactly this name, else those that have it in theirs.</summary>
    public async Task<IReadOnlyList<(int Id, string Name)>> FindHostsAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var wanted = name.Trim();
        var pattern = LikePattern.Within(wanted);
        var found = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => EF.Functions.ILike(h.Name, pattern))
            .OrderBy(h => h.RetiredAt != null).ThenBy(h => h.Name.Length).ThenBy(h => h.Name).ThenBy(h => h.Id).Take(20).Select(h => new { h.Id, h.Name }).ToListAsync(cancellationToken);
        var exact = found.Where(h => string.Equals(h.Name, wanted, StringComparison.OrdinalIgnoreCase)).ToList();
        return [.. (exact.Count > 0 ? exact : found).Select(h => (h.Id, h.Name))];
    }

    private static async Task<WhyFacts> FactsAsync(MonitorDb db, Host host, DateTimeOffset at, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var until = at + Minute;
        var problems = await (
            from p in db.Problems.AsNoTracking()
            where p.HostId == host.Id && p.FiringAt < until && (p.EndedAt == null || p.EndedAt >= at)
            join t in db.Tickets on p.TicketId equals t.Id into tickets
            from t in tickets.DefaultIfEmpty()
            orderby p.Id descending
            select new WhyProblem(p.Id, p.Fingerprint, p.Summary, p.Severity, p.OpenedAt, p.EndedAt, t == null ? null : t.Number, p.IsHeldBack))
            .Take(MostProblems).ToListAsync(cancellationToken);
        var ids = problems.ConvertAll(p => p.Id);
        var notices = await db.OutboxMessages.AsNoTracking()
            .Where(m => m.Kind == ProblemNotice.OutboxKind && m.ProblemId != null && ids.Contains(m.ProblemId.Value) && m.CreatedAt < until)
            .OrderByDescending(m => m.Id).Take(MostDecisions).Select(m => new { m.ProblemId, m.CreatedAt, m.Payload, m.HeldReason }).ToListAsync(cancellationToken);
        var decisions = await DecisionsAsync(db, host.Id, ids, at, until, cancellationToken);
        var ruleIds = decisions.Select(d => d.RuleId).Distinct().ToArray();
        var rules = await db.Rules.AsNoTracking().Where(r => ruleIds.Contains(r.Id)).ToListAsync(cancellationToken);
        return new WhyFacts
        {
            Host = host.Name, At = at, Until = until, Zone = zone, Problems = problems,
            Decisions = [.. decisions.OrderBy(d => d.Id).Select(d => new WhyDecision(d, DecisionChain.Read(d.Chain)))],
            Notices = [.. notices.OrderBy(n => n.CreatedAt).Select(n => new WhyNotice(n.ProblemId!.Value, n.CreatedAt, ProblemNotice.Read(n.Payload)?.Text ?? "", n.HeldReason))],
            Metrics = rules.ToDictionary(r => r.Id, r => r.Definition.First.Metric),
        };
    }

    private static async Task<List<Decision>> DecisionsAsync(
        MonitorDb db, int hostId, List<int> problemIds, DateTimeOffset at, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var ofHost = db.Decisions.AsNoTracking().Where(d => d.HostId == hostId);
        var found = await ofHost.Where(d => d.At >= at.AddDays(-1) && d.At < until).OrderByDescending(d => d.At).Take(MostDecisions).ToListAsync(cancellationToken);
        found.AddRange(await ofHost.Where(d => d.At >= until && d.At < until + After).OrderBy(d => d.At).Take(MostDecisions / 3).ToListAsync(cancellationToken));
        found.AddRange(await ofHost.Where(d => d.At >= at && d.At < at + Late && d.Kind == DecisionKind.SeenLate).OrderBy(d => d.At).Take(MostDecisions / 3).ToListAsync(cancellationToken));
        if (problemIds.Count > 0)
        {
            found.AddRange(await db.Decisions.AsNoTracking().Where(d => d.ProblemId != null && problemIds.Contains(d.ProblemId.Value) && d.At < until)
                .OrderByDescending(d => d.At).Take(MostDecisions).ToListAsync(cancellationToken));
        }

        return [.. found.DistinctBy(d => d.Id)];
    }
}
