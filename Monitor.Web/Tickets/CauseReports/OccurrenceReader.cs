using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Recurring;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.CauseReports;

/// <summary>What problems are narrowed to.</summary>
public sealed record OccurrenceFilter
{
    public int? HostId { get; init; }

    /// <summary>The group and all below it.</summary>
    public int? GroupId { get; init; }
}

/// <summary>Problems with their most probable causes, of those that somebody may see. What was only predicted, or held back on the first day of a host, is no problem that was.</summary>
internal static class OccurrenceReader
{
    /// <summary>More are not looked at: the newest are.</summary>
    public const int Most = 20_000;

    public static IQueryable<Problem> Of(MonitorDb db, Actor actor, OccurrenceFilter filter)
    {
        var problems = db.Problems.AsNoTracking().VisibleProblems(actor, db).Where(p => p.Phase != ProblemPhase.Predicted && !p.IsHeldBack);
        problems = filter.HostId is { } hostId ? problems.Where(p => p.HostId == hostId) : problems;
        if (filter.GroupId is not { } groupId)
        {
            return problems;
        }

        var groups = Visibility.GroupsBelow(db, [groupId]);
        var hosts = db.Hosts.Where(h => groups.Contains(h.GroupId)).Select(h => h.Id);
        return problems.Where(p => hosts.Contains(p.HostId));
    }

    /// <summary>Those within the two periods before <paramref name="until"/>.</summary>
    public static async Task<(IReadOnlyList<ProblemOccurrence> Occurrences, bool IsPartial)> ReadAsync(
        MonitorDb db, Actor actor, OccurrenceFilter filter, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var from = until - RecurringProblems.Looked;
        var problems = Of(db, actor, filter).Where(p => p.BeganAt > from && p.BeganAt <= until);
        var found = await problems.OrderByDescending(p => p.BeganAt).Take(Most + 1).Join(db.Hosts, p => p.HostId, h => h.Id, (p, h) => new
        {
            p.Id, p.Fingerprint, HostId = h.Id, h.Name, p.Summary, p.BeganAt, p.EndedAt, p.Reopenings, p.TicketId,
        }).ToListAsync(cancellationToken);
        var causes = await CausesAsync(db, actor, problems, cancellationToken);
        return ([.. found.Take(Most).Select(p => new ProblemOccurrence(
            p.Id, p.Fingerprint, causes.GetValueOrDefault(p.Id), p.HostId, p.Name, p.Summary, p.BeganAt, p.EndedAt, 1 + p.Reopenings, p.TicketId))], found.Count > Most);
    }

    /// <summary>
    /// The cause of each problem: what people said, else the credible first one of its newest run. One that sits on a host which this person may not see is none:
    /// its name would say what runs there.
    /// </summary>
    public static async Task<IReadOnlyDictionary<int, string>> CausesAsync(MonitorDb db, Actor actor, IQueryable<Problem> problems, CancellationToken cancellationToken)
    {
        var ids = problems.Select(p => p.Id);
        var visible = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        var found = await db.Findings.AsNoTracking().Where(f => f.Rank == 1 && ids.Contains(f.ProblemId)).OrderByDescending(f => f.Id).Take(2 * Most)
            .Select(f => new { f.ProblemId, f.Run, CauseKey = f.HostId == null || visible.Contains(f.HostId.Value) ? f.CauseKey : PackFinding.NoCause }).ToListAsync(cancellationToken);
        var causes = found.GroupBy(f => f.ProblemId).Select(g => g.MaxBy(f => f.Run)!).ToDictionary(f => f.ProblemId, f => f.CauseKey);
        var said = await db.CauseVerdicts.AsNoTracking().Where(v => v.CauseKey != null && ids.Contains(v.ProblemId)).OrderByDescending(v => v.At).Take(Most)
            .Select(v => new { v.ProblemId, CauseKey = db.Findings.Any(f => f.ProblemId == v.ProblemId && f.CauseKey == v.CauseKey && f.HostId != null && !visible.Contains(f.HostId.Value)) ? PackFinding.NoCause : v.CauseKey })
            .ToListAsync(cancellationToken);
        foreach (var one in said)
        {
            causes[one.ProblemId] = one.CauseKey!;
        }

        return causes.Where(c => c.Value != PackFinding.NoCause).ToDictionary();
    }

    /// <summary>What causes are called, hosts by their names where this person may see them.</summary>
    public static async Task<Func<string, string>> WordsAsync(MonitorDb db, Actor actor, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        int[] ids = [.. keys.Select(CauseNames.HostOf).OfType<int>().Distinct()];
        var names = ids.Length == 0 ? [] : await db.Hosts.VisibleHosts(actor, db).Where(h => ids.Contains(h.Id)).ToDictionaryAsync(h => h.Id, h => h.Name, cancellationToken);
        return key => CauseNames.Of(key, id => names.GetValueOrDefault(id));
    }
}
