using Microsoft.EntityFrameworkCore.ChangeTracking;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service;

/// <summary>A change of a ticket as its clocks see it.</summary>
internal static class SlaSight
{
    public static SlaEvent Of(MonitorDb db, Ticket ticket, TicketChange change, bool wasAnswered, bool hasTimers)
    {
        var entry = db.Entry(ticket);
        var seen = new SlaEvent(change.Entry.At, change.Before, ticket.State)
        {
            IsNew = change.IsNew,

            // What the product opened has nobody to answer: there the first act of a person is the response.
            WasAnswered = wasAnswered || (ticket.RequesterUserId is null && entry.Property(t => t.Touched).OriginalValue),
        };
        return seen with { Word = Word(ticket, change, seen), Chooses = change.IsNew || IsChosenBy(entry) || (seen.IsReopened && !hasTimers) };
    }

    private static bool IsChosenBy(EntityEntry<Ticket> entry) =>
        entry.Property(t => t.Priority).IsModified || entry.Property(t => t.CategoryId).IsModified
        || entry.Property(t => t.RequesterUserId).IsModified || entry.Property(t => t.HostId).IsModified;

    private static SlaWord Word(Ticket ticket, TicketChange change, SlaEvent seen)
    {
        if (change.Actor.UserId is not { } by)
        {
            return SlaWord.None;
        }

        var isPublic = change.Entry is { IsInternal: false, Kind: TicketEntryKind.Comment };
        return by == ticket.RequesterUserId ? isPublic || seen.IsNew || seen.IsReopened ? SlaWord.Request : SlaWord.None
            : isPublic || (ticket.RequesterUserId is null && !seen.IsNew) ? SlaWord.Answer
            : SlaWord.None;
    }
}
