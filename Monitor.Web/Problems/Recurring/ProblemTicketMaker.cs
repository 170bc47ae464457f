using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Recurring;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets;

namespace Monitor.Web.Problems.Recurring;

/// <summary>
/// Opens the ticket about a group of recurring problems and links the single ones with it, in one transaction. Whoever asks again, or at the same time, gets the same
/// ticket; once that is done, the next one.
/// </summary>
public sealed class ProblemTicketMaker(IDbContextFactory<MonitorDb> contexts, RecurringQueries queries, TicketDesk desk)
{
    /// <summary>The newest; a ticket has a limited number of links.</summary>
    private const int MostLinks = 50;

    public async Task<TicketOutcome> OpenAsync(Actor actor, RecurringBy by, string key, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.TicketsWork) || !actor.May(Permissions.ProblemsRead))
        {
            return TicketOutcome.Refused("open problem tickets");
        }

        if (await queries.FindAsync(actor, by, key, cancellationToken) is not { } group)
        {
            return new TicketOutcome(TicketResult.NotFound, "There is no such recurring problem (any more). Look at the list again.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (await RoundAsync(db, actor, by, key, cancellationToken) is { } round)
        {
            var outcome = await OpenAsync(db, actor, group, round, cancellationToken);
            if (!outcome.IsDone || await db.Tickets.VisibleTickets(actor, db).AnyAsync(t => t.Number == outcome.Number, cancellationToken))
            {
                return outcome;
            }

            // Somebody who sees other hosts was faster by a moment: the next round is for this person.
        }

        return TicketOutcome.Invalid($"This came back after {ProblemTicketKey.MostRounds} such tickets. Reopen the last of them.");
    }

    private async Task<TicketOutcome> OpenAsync(MonitorDb db, Actor actor, RecurringProblem group, int round, CancellationToken cancellationToken)
    {
        var wish = new NewTicket(ProblemTicketText.Title(group, Ticket.TitleLength), ProblemTicketText.Description(group), null, group.Hosts[0].Id, ProblemTicketKey.Of(group.By, group.Key, round))
        {
            Kind = TicketKind.Problem, IsFinal = true, MoreHostIds = [.. group.Hosts.Skip(1).Take(TicketHost.Most - 1).Select(h => h.Id)],
        };
        int[] asked = [.. group.TicketIds];
        var links = await db.Tickets.AsNoTracking().VisibleTickets(actor, db).Where(t => asked.Contains(t.Id) && t.MergedIntoId == null).OrderByDescending(t => t.Id).Take(MostLinks)
            .Select(t => new { t.Id, t.Number }).ToListAsync(cancellationToken);
        return await desk.OpenAsync(actor, wish, (context, ticket, _) =>
        {
            context.TicketLinks.AddRange(links.Select(l => new TicketLink { TicketId = ticket.Id, OtherId = l.Id, Kind = TicketLinkKind.Related }));
            return links.Count == 0 ? null : new { Related = links.Select(l => l.Number).ToList() };
        }, cancellationToken);
    }

    /// <summary>
    /// The first round without a ticket, or the one whose ticket is there for this person and not done; null: all were done. A cause can be on hosts of several
    /// teams: the ticket that one of them cannot see is none for it.
    /// </summary>
    private static async Task<int?> RoundAsync(MonitorDb db, Actor actor, RecurringBy by, string key, CancellationToken cancellationToken)
    {
        var keys = Enumerable.Range(0, ProblemTicketKey.MostRounds).Select(r => ProblemTicketKey.Of(by, key, r)).ToArray();
        var visible = db.Tickets.VisibleTickets(actor, db).Select(t => t.Id);
        var made = await db.TicketEntries.AsNoTracking().Where(e => e.CommandKey != null && keys.Contains(e.CommandKey.Value))
            .Join(db.Tickets, e => e.TicketId, t => t.Id, (e, t) => new { Key = e.CommandKey!.Value, t.State, IsSeen = visible.Contains(t.Id) })
            .ToDictionaryAsync(t => t.Key, cancellationToken);
        for (var round = 0; round < keys.Length; round++)
        {
            if (!made.TryGetValue(keys[round], out var ticket) || (ticket.IsSeen && !TicketMoves.IsDone(ticket.State)))
            {
                return round;
            }
        }

        return null;
    }
}
