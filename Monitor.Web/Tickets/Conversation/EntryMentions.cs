using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>People who are named in an entry with @: a row each, and they are told.</summary>
internal static class EntryMentions
{
    public const int Most = 20;

    /// <summary>Adds the rows to the context; the entry may still be without its id. Returns who was not named in it before.</summary>
    public static async Task<IReadOnlyList<int>> AddAsync(MonitorDb db, Ticket ticket, TicketEntry entry, CancellationToken cancellationToken)
    {
        var names = MarkdownReader.Mentions(entry.Text).Take(Most).Select(n => n.ToUpperInvariant()).ToList();
        if (names.Count == 0)
        {
            return [];
        }

        var people = await TicketAudience.OfAsync(db, ticket, db.Users.Where(u => names.Contains(u.NormalizedUserName!)), entry.IsInternal, Most, cancellationToken);
        var before = entry.Id == 0 ? [] : await db.TicketMentions.Where(m => m.EntryId == entry.Id).Select(m => m.UserId).ToListAsync(cancellationToken);
        var named = people.Select(p => p.UserId).Except(before).ToList();
        foreach (var userId in named)
        {
            db.AddOf(entry, new TicketMention { UserId = userId }, nameof(TicketMention.EntryId));
        }

        return named;
    }
}
