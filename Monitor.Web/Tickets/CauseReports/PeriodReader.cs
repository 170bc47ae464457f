using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Grading;
using Monitor.Domain.RootCause.Recurring;
using Monitor.Domain.RootCause.Reports;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.CauseReports;

/// <summary>Gathers what the report of a period tells, within what its reader may see.</summary>
public sealed class PeriodReader(IDbContextFactory<MonitorDb> contexts)
{
    private const int Lines = 10;

    /// <param name="now">Of what lasts, the time up to now counts.</param>
    /// <returns>Null: the host or group that is named is not there for this person.</returns>
    public async Task<PeriodFacts?> ReadAsync(
        Actor actor, OccurrenceFilter filter, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsReport);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await NamedScope.OfAsync(db, actor, filter.HostId, filter.GroupId, cancellationToken) is not { } scope)
        {
            return null;
        }

        var until = to < now ? to : now;
        var problems = OccurrenceReader.Of(db, actor, filter).Where(p => p.BeganAt < to && (p.EndedAt == null || p.EndedAt > from));
        var found = await problems.OrderByDescending(p => p.BeganAt).Take(OccurrenceReader.Most + 1)
            .Select(p => new ProblemRow(p.Id, p.RuleId, p.HostId, p.Severity, p.BeganAt, p.EndedAt)).ToListAsync(cancellationToken);
        var rows = found.Take(OccurrenceReader.Most).ToList();
        var causes = await OccurrenceReader.CausesAsync(db, actor, problems, cancellationToken);
        var words = await OccurrenceReader.WordsAsync(db, actor, causes.Values, cancellationToken);
        var ids = problems.Select(p => p.Id);
        var recurring = await OccurrenceReader.ReadAsync(db, actor, filter, until, cancellationToken);
        int[] ruleIds = [.. rows.Select(r => r.RuleId).Distinct()];
        int[] hostIds = [.. rows.Select(r => r.HostId).Distinct()];
        var rules = await db.Rules.AsNoTracking().Where(r => ruleIds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Name, cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().Where(h => hostIds.Contains(h.Id)).ToDictionaryAsync(h => h.Id, h => h.Name, cancellationToken);
        var facts = await TicketsAsync(db, actor, filter, from, to, cancellationToken);
        return facts with
        {
            From = from,
            To = to,
            Scope = scope,
            Problems = rows.Count(r => r.BeganAt >= from),
            Critical = rows.Count(r => r.BeganAt >= from && r.Severity == Severity.Critical),
            Lost = Sum(rows, from, until),
            Ranked = await db.Findings.Where(f => ids.Contains(f.ProblemId)).Select(f => f.ProblemId).Distinct().CountAsync(cancellationToken),
            Credible = rows.Count(r => causes.ContainsKey(r.Id)),
            Causes = Group(rows.Where(r => causes.ContainsKey(r.Id)), r => words(causes[r.Id]), from, until),
            Rules = Group(rows, r => rules.GetValueOrDefault(r.RuleId, "?"), from, until),
            Hosts = Group(rows, r => hosts.GetValueOrDefault(r.HostId, "?"), from, until),
            Recurring = [.. RecurringProblems.Group(recurring.Occurrences, RecurringBy.Fingerprint, until).Take(Lines)],
            IsPartial = found.Count > OccurrenceReader.Most || recurring.IsPartial,
        };
    }

    private static async Task<PeriodFacts> TicketsAsync(
        MonitorDb db, Actor actor, OccurrenceFilter filter, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var tickets = db.Tickets.AsNoTracking().VisibleTickets(actor, db).Where(t => t.MergedIntoId == null);
        tickets = filter.HostId is { } hostId ? tickets.Where(t => t.HostId == hostId) : tickets;
        if (filter.GroupId is { } groupId)
        {
            var groups = Visibility.GroupsBelow(db, [groupId]);
            var hosts = db.Hosts.Where(h => groups.Contains(h.GroupId)).Select(h => h.Id);
            tickets = tickets.Where(t => t.HostId != null && hosts.Contains(t.HostId.Value));
        }

        var ids = tickets.Select(t => t.Id);
        var said = db.CauseVerdicts.AsNoTracking().Where(v => v.Kind != VerdictKind.Unknown && v.At >= from && v.At < to && ids.Contains(v.TicketId));
        return new PeriodFacts
        {
            TicketsOpened = await tickets.CountAsync(t => t.CreatedAt >= from && t.CreatedAt < to, cancellationToken),
            Said = await said.CountAsync(cancellationToken),
            FirstRight = await said.CountAsync(v => v.Kind == VerdictKind.Finding && v.Rank == 1, cancellationToken),
            TicketsSolved = await tickets.CountAsync(t => t.ResolvedAt >= from && t.ResolvedAt < to, cancellationToken),
            TicketsOpen = await tickets.CountAsync(t => t.CreatedAt < to && (t.ResolvedAt == null || t.ResolvedAt >= to), cancellationToken),
            SpentMinutes = await db.TicketEntries.Where(e => e.SpentMinutes > 0 && e.At >= from && e.At < to && ids.Contains(e.TicketId)).SumAsync(e => e.SpentMinutes, cancellationToken),
        };
    }

    private static IReadOnlyList<PeriodLine> Group(IEnumerable<ProblemRow> rows, Func<ProblemRow, string> name, DateTimeOffset from, DateTimeOffset until) =>
    [
        .. rows.GroupBy(name, StringComparer.Ordinal).Select(g => new PeriodLine(g.Key, g.Count(), Sum(g, from, until))).OrderByDescending(l => l.Lost).ThenByDescending(l => l.Count).Take(Lines),
    ];

    private static TimeSpan Sum(IEnumerable<ProblemRow> rows, DateTimeOffset from, DateTimeOffset until) => rows.Aggregate(TimeSpan.Zero, (sum, row) =>
    {
        var (began, ended) = (row.BeganAt > from ? row.BeganAt : from, row.EndedAt is { } end && end < until ? end : until);
        return ended > began ? sum + (ended - began) : sum;
    });

    private sealed record ProblemRow(int Id, int RuleId, int HostId, Severity Severity, DateTimeOffset BeganAt, DateTimeOffset? EndedAt);
}
