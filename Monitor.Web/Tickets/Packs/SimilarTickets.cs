using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Similar;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Relations;

namespace Monitor.Web.Tickets.Packs;

/// <summary>Earlier tickets that are like one, of those that the reader may see, with what fixed them. What is compared and how, <see cref="TicketLikeness"/> says.</summary>
public sealed class SimilarTickets(IDbContextFactory<MonitorDb> contexts, RelatedTickets related, PackText text)
{
    /// <summary>The newest of each way in which one may be alike.</summary>
    private const int Looked = 100;

    private const int MostEntries = 300;
    private const int FixLength = 600;
    private const int ReasonLength = 300;

    public async Task<IReadOnlyList<SimilarTicket>> OfAsync(Actor actor, int ticketId, int most, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if ((await TraitsAsync(db, actor, [ticketId], cancellationToken)).SingleOrDefault() is not { } one)
        {
            return [];
        }

        var alike = await CandidatesAsync(db, actor, one, cancellationToken);
        var ranked = TicketLikeness.Rank(one, await TraitsAsync(db, actor, alike, cancellationToken), most);
        int[] ids = [.. ranked.Select(r => r.Ticket.Id)];
        var tickets = await db.Tickets.AsNoTracking().Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.State, t.ResolvedAt, t.RequesterUserId }).ToDictionaryAsync(t => t.Id, cancellationToken);
        var similar = new List<SimilarTicket>();
        foreach (var (ticket, likeness) in ranked)
        {
            var now = tickets[ticket.Id];
            var fix = now.ResolvedAt is null ? null : await FixAsync(db, ticket.Id, now.RequesterUserId, now.ResolvedAt, cancellationToken);
            similar.Add(new SimilarTicket(ticket.Number, text.Of(ticket.Title, 300), now.State.ToString(), ticket.CreatedAt, now.ResolvedAt, likeness with { Reasons = [.. likeness.Reasons.Select(r => text.Of(r, ReasonLength))] }, fix));
        }

        return similar;
    }

    public async Task<TicketFix?> FixAsync(MonitorDb db, int ticketId, int? requesterUserId, DateTimeOffset? resolvedAt, CancellationToken cancellationToken)
    {
        var entries = await db.TicketEntries.AsNoTracking().Where(e => e.TicketId == ticketId && e.Kind != TicketEntryKind.Opened).OrderByDescending(e => e.Id).Take(MostEntries)
            .ToListAsync(cancellationToken);
        entries.Reverse();
        return TicketFix.Of(entries, requesterUserId, resolvedAt) is { } fix ? fix with { Text = text.Of(fix.Text, FixLength) } : null;
    }

    private async Task<int[]> CandidatesAsync(MonitorDb db, Actor actor, TicketTraits one, CancellationToken cancellationToken)
    {
        var earlier = db.Tickets.AsNoTracking().VisibleTickets(actor, db).Where(t => t.Id < one.Id && t.MergedIntoId == null);
        string[] fingerprints = [.. one.Fingerprints];
        int[] rules = [.. one.RuleIds];
        string[] causes = [.. one.CauseKeys];
        var same = await earlier.Where(t => db.Problems.Any(p => p.TicketId == t.Id && fingerprints.Contains(p.Fingerprint))).OrderByDescending(t => t.Id).Take(Looked)
            .Select(t => t.Id).ToListAsync(cancellationToken);
        var byRule = await earlier.Where(t => db.Problems.Any(p => p.TicketId == t.Id && rules.Contains(p.RuleId))).OrderByDescending(t => t.Id).Take(Looked)
            .Select(t => t.Id).ToListAsync(cancellationToken);
        var byCause = causes.Length == 0 ? [] : await earlier.Where(t => db.Findings.Any(f => f.TicketId == t.Id && f.Rank == 1 && causes.Contains(f.CauseKey))
                || db.CauseVerdicts.Any(v => v.TicketId == t.Id && v.CauseKey != null && causes.Contains(v.CauseKey)))
            .OrderByDescending(t => t.Id).Take(Looked).Select(t => t.Id).ToListAsync(cancellationToken);
        int[] numbers = [.. (await related.FindAsync(actor, one.Title, one.Number, RelatedTickets.Most, cancellationToken)).Select(r => r.Number)];
        var byWords = await earlier.Where(t => numbers.Contains(t.Number)).Select(t => t.Id).ToListAsync(cancellationToken);
        return [.. same.Concat(byRule).Concat(byCause).Concat(byWords).Distinct()];
    }

    /// <summary>A cause on a host that the reader may not see is none for him: its name would say what runs there.</summary>
    private static async Task<IReadOnlyList<TicketTraits>> TraitsAsync(MonitorDb db, Actor actor, int[] ids, CancellationToken cancellationToken)
    {
        var tickets = await db.Tickets.AsNoTracking().Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Number, t.Title, t.CreatedAt, t.HostId, t.Metric }).ToListAsync(cancellationToken);
        var problems = (await db.Problems.AsNoTracking().Where(p => p.TicketId != null && ids.Contains(p.TicketId.Value))
            .Select(p => new { TicketId = p.TicketId!.Value, p.Fingerprint, p.RuleId }).ToListAsync(cancellationToken)).ToLookup(p => p.TicketId);
        var visible = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        var causes = (await db.Findings.AsNoTracking()
            .Where(f => f.TicketId != null && ids.Contains(f.TicketId.Value) && f.Rank == 1 && f.CauseKey != PackFinding.NoCause && (f.HostId == null || visible.Contains(f.HostId.Value))
                && f.Run == db.Findings.Where(o => o.ProblemId == f.ProblemId).Max(o => o.Run))
            .Select(f => new { TicketId = f.TicketId!.Value, f.CauseKey }).ToListAsync(cancellationToken)).ToLookup(f => f.TicketId, f => f.CauseKey);
        var said = await db.CauseVerdicts.AsNoTracking().Where(v => ids.Contains(v.TicketId) && v.CauseKey != null && v.CauseKey != PackFinding.NoCause
                && !db.Findings.Any(f => f.ProblemId == v.ProblemId && f.CauseKey == v.CauseKey && f.HostId != null && !visible.Contains(f.HostId.Value)))
            .ToDictionaryAsync(v => v.TicketId, v => v.CauseKey!, cancellationToken);
        return
        [
            .. tickets.Select(t => new TicketTraits
            {
                Id = t.Id, Number = t.Number, Title = t.Title, CreatedAt = t.CreatedAt, HostId = t.HostId, Metric = t.Metric,
                Fingerprints = problems[t.Id].Select(p => p.Fingerprint).ToHashSet(), RuleIds = problems[t.Id].Select(p => p.RuleId).ToHashSet(),
                CauseKeys = said.TryGetValue(t.Id, out var cause) ? new HashSet<string> { cause } : causes[t.Id].ToHashSet(),
            }),
        ];
    }
}
