using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Recurring;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.CauseReports;

namespace Monitor.Web.Problems.Recurring;

/// <summary>A group of recurring problems with what people did about it.</summary>
/// <param name="SpentMinutes">Work that was noted on its tickets.</param>
/// <param name="Ticket">The ticket about the group, while it is not done.</param>
/// <param name="Name">What it is called: the newest summary, or the cause in words.</param>
public sealed record RecurringLine(RecurringProblem Group, string Name, int SpentMinutes, int? Ticket);

/// <param name="IsPartial">There were more problems than are looked at.</param>
public sealed record RecurringPageOf(IReadOnlyList<RecurringLine> Lines, int Total, bool IsPartial);

/// <summary>Reads recurring problems, always within what the person may see: of a cause on many hosts, only the own ones count.</summary>
public sealed class RecurringQueries(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    public async Task<RecurringPageOf> PageAsync(Actor actor, RecurringFilter filter, int size, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.ProblemsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (occurrences, isPartial) = await OccurrenceReader.ReadAsync(db, actor, filter.Occurrences, time.GetUtcNow(), cancellationToken);
        var groups = RecurringProblems.Group(occurrences, filter.By, time.GetUtcNow()).Where(filter.Fits).ToList();
        var shown = groups.Skip((filter.Page - 1) * size).Take(size).ToList();
        return new RecurringPageOf(await LinesAsync(db, actor, shown, cancellationToken), groups.Count, isPartial);
    }

    /// <summary>One group as this person sees it; null: there is none.</summary>
    public async Task<RecurringProblem?> FindAsync(Actor actor, RecurringBy by, string key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (occurrences, _) = await OccurrenceReader.ReadAsync(db, actor, new OccurrenceFilter(), time.GetUtcNow(), cancellationToken);
        return RecurringProblems.Group(occurrences.Where(o => (by == RecurringBy.Fingerprint ? o.Fingerprint : o.CauseKey) == key), by, time.GetUtcNow()).SingleOrDefault();
    }

    private static async Task<IReadOnlyList<RecurringLine>> LinesAsync(MonitorDb db, Actor actor, IReadOnlyList<RecurringProblem> groups, CancellationToken cancellationToken)
    {
        int[] tickets = [.. groups.SelectMany(g => g.TicketIds).Distinct()];
        var visible = db.Tickets.VisibleTickets(actor, db).Where(t => tickets.Contains(t.Id)).Select(t => t.Id);
        var spent = await db.TicketEntries.Where(e => e.SpentMinutes > 0 && visible.Contains(e.TicketId)).GroupBy(e => e.TicketId)
            .Select(g => new { g.Key, Minutes = g.Sum(e => e.SpentMinutes) }).ToDictionaryAsync(g => g.Key, g => g.Minutes, cancellationToken);
        var keys = groups.SelectMany(g => Enumerable.Range(0, ProblemTicketKey.MostRounds).Select(r => ProblemTicketKey.Of(g.By, g.Key, r))).ToArray();
        var open = await db.TicketEntries.AsNoTracking().Where(e => e.CommandKey != null && keys.Contains(e.CommandKey.Value))
            .Join(db.Tickets.VisibleTickets(actor, db), e => e.TicketId, t => t.Id, (e, t) => new { Key = e.CommandKey!.Value, t.Number, t.State })
            .Where(t => t.State != TicketState.Resolved && t.State != TicketState.Closed).ToDictionaryAsync(t => t.Key, t => t.Number, cancellationToken);
        var words = await OccurrenceReader.WordsAsync(db, actor, groups.Where(g => g.By == RecurringBy.Cause).Select(g => g.Key), cancellationToken);
        return
        [
            .. groups.Select(g => new RecurringLine(
                g, g.By == RecurringBy.Cause ? words(g.Key) : g.Summary, g.TicketIds.Sum(t => spent.GetValueOrDefault(t)),
                Enumerable.Range(0, ProblemTicketKey.MostRounds).Select(r => open.TryGetValue(ProblemTicketKey.Of(g.By, g.Key, r), out var number) ? number : (int?)null).FirstOrDefault(n => n is not null))),
        ];
    }
}
