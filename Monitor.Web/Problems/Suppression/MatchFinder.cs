using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics.Matching;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;

namespace Monitor.Web.Problems.Suppression;

/// <summary>What matchers would fit now, before anything is saved: of what the person sees, and no further than the person reaches.</summary>
public sealed class MatchFinder(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    private const int MostProblems = 2000;
    private const int HostsShown = 50;
    private const int ProblemsShown = 20;

    public async Task<MatchPreview> FindAsync(Actor actor, string matchers, bool isOfHosts, CancellationToken cancellationToken)
    {
        if (MatcherList.TryParse(matchers, out var error) is not { } parsed)
        {
            return new MatchPreview(0, [], 0, []) { Error = error };
        }

        if (isOfHosts && parsed.FirstOrDefault(m => !m.IsOfHosts) is { } other)
        {
            return new MatchPreview(0, [], 0, []) { Error = $"Maintenance is of whole hosts: {other.Name} does not go here. Use host, group and tag.KEY." };
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var hosts = await SuppressionReading.HostsAsync(db, db.Hosts.VisibleHosts(actor, db), cancellationToken);
        var draft = new Silence
        {
            Id = 1, Matchers = matchers, Reason = "", CreatedAt = now, StartsAt = now, EndsAt = now.AddMinutes(1), GroupIds = [.. actor.GroupIds], TeamIds = [.. actor.TeamIds],
        };
        var set = new SuppressionSet(new SuppressionFacts { Hosts = hosts, Silences = [new SilenceFact(draft, "")] });
        var fitting = set.HostsOfSilence(draft.Id).ToHashSet();
        var problems = (await OpenAsync(db, actor, cancellationToken)).Where(p => set.ReasonsFor(p.Subject, now).Count > 0).ToList();
        return new MatchPreview(
            fitting.Count, [.. hosts.Where(h => fitting.Contains(h.Id)).Take(HostsShown).Select(h => (h.Id, h.Name))],
            problems.Count, [.. problems.Take(ProblemsShown).Select(p => p.Shown)]);
    }

    private static async Task<List<(MatchedProblem Shown, SuppressionSubject Subject)>> OpenAsync(MonitorDb db, Actor actor, CancellationToken cancellationToken)
    {
        var open = await (
            from p in db.Problems.AsNoTracking().VisibleProblems(actor, db)
            where p.EndedAt == null
            join h in db.Hosts on p.HostId equals h.Id
            join r in db.Rules on p.RuleId equals r.Id
            orderby p.Id descending
            select new { p.Id, p.HostId, h.Name, p.Summary, p.Severity, r.Key, p.Metric, p.Labels }).Take(MostProblems).ToListAsync(cancellationToken);
        return open.ConvertAll(p => (
            new MatchedProblem(p.Id, p.HostId, p.Name, p.Summary, p.Severity), new SuppressionSubject(p.HostId, p.Key, p.Metric, p.Labels, p.Severity)));
    }
}
