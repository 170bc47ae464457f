using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Quartz;

namespace Monitor.Web.Tickets;

/// <summary>The rules of waiting: for whom or what, and until when.</summary>
internal static class TicketPending
{
    /// <summary>How far ahead a ticket can wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static TicketAct Pend(TicketJournal journal, Actor actor, Ticket ticket, PendingReason reason, DateTimeOffset? until, string note, Guid key)
    {
        var from = ticket.State;
        if (from != TicketState.Pending && TicketActs.MoveRefusal(actor, ticket, TicketState.Pending) is { } refused)
        {
            return new(refused);
        }

        var why = TicketText.Clean(note);
        if ((!actor.May(Permissions.TicketsWork) ? TicketOutcome.Refused("let tickets wait") : Error(ticket, reason, until, why, journal.Now)) is { } error)
        {
            return new(error);
        }

        if (from == TicketState.Pending && (ticket.PendingReason, ticket.PendingUntil) == (reason, until))
        {
            return new(TicketOutcome.Done(ticket.Number));
        }

        var before = new { State = from.ToString(), PendingReason = ticket.PendingReason?.ToString(), ticket.PendingUntil };
        ticket.Pend(reason, until, journal.Now);
        var state = from == TicketState.Pending ? "Still Pending" : $"State: {from} → Pending";
        var text = $"{state}, {Words(reason, until)}.{(why.Length == 0 ? "" : $" {why}")}";
        return new(
            TicketOutcome.Done(ticket.Number), journal.Entry(ticket, actor, TicketEntryKind.Change, text, key), before,
            new { State = nameof(TicketState.Pending), PendingReason = reason.ToString(), PendingUntil = until, Reason = why });
    }

    /// <summary>For whom or what a ticket waits, in words.</summary>
    public static string Words(PendingReason? reason, DateTimeOffset? until)
    {
        var end = until is { } at ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"until {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "";
        return reason switch
        {
            PendingReason.Customer => $"waiting for the requester {end}".TrimEnd(),
            PendingReason.Vendor => $"waiting for a vendor {end}".TrimEnd(),
            _ => $"waiting {end}".TrimEnd(),
        };
    }

    private static TicketOutcome? Error(Ticket ticket, PendingReason reason, DateTimeOffset? until, string why, DateTimeOffset now) =>
        !Enum.IsDefined(reason) ? TicketOutcome.Invalid("Say what the ticket waits for: the customer, a vendor, or a date.")
        : reason == PendingReason.Customer && ticket.RequesterUserId is null
            ? TicketOutcome.Invalid("This ticket has no requester whose answer would open it again. Let it wait for a vendor or a date, or give it a requester first.")
        : reason == PendingReason.Date && until is null ? TicketOutcome.Invalid("Say until when the ticket waits.")
        : until <= now || until - now > Longest ? TicketOutcome.Invalid($"Choose a date after now and within {Longest.TotalDays:0} days.")
        : why.Length > TicketText.ReasonLength ? TicketOutcome.Invalid($"The reason is longer than {TicketText.ReasonLength} characters. Shorten it.")
        : null;
}

/// <summary>Opens tickets again that waited for a date which has come.</summary>
internal sealed class PendingTicketsJob(PendingTickets pending) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await pending.OpenDueAsync(cancellationToken);
}

/// <summary>Tickets that wait until a date. Safe to run on several nodes, and twice: the ticket's own version lets one of them through.</summary>
public sealed class PendingTickets(IDbContextFactory<MonitorDb> contexts, TicketReports reports, LiveFeed live, TimeProvider time)
{
    private const int AtOnce = 200;

    /// <summary>Returns how many tickets were opened.</summary>
    public async Task<int> OpenDueAsync(CancellationToken cancellationToken)
    {
        var opened = 0;
        foreach (var ticketId in await DueAsync(cancellationToken))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            try
            {
                if (await reports.WakeAsync(db, ticketId, cancellationToken))
                {
                    await db.SaveChangesAsync(cancellationToken);
                    opened++;
                }
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody works on it right now, or another node was faster; the next round looks again.
            }
        }

        if (opened > 0)
        {
            live.Publish(LiveFeed.Tickets);
        }

        return opened;
    }

    private async Task<List<int>> DueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Tickets.Where(t => t.PendingUntil <= now && t.State == TicketState.Pending).OrderBy(t => t.PendingUntil)
            .Select(t => t.Id).Take(AtOnce).ToListAsync(cancellationToken);
    }
}
