using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Automation;

/// <summary>The placeholders of canned answers, filled in for one ticket.</summary>
internal static class AutomationPlaceholders
{
    public static async Task<string> FillAsync(MonitorDb db, Actor actor, Ticket ticket, string text, CancellationToken cancellationToken)
    {
        if (!text.Contains('{', StringComparison.Ordinal))
        {
            return text;
        }

        var names = await db.Users.Where(u => u.Id == ticket.RequesterUserId || u.Id == actor.UserId)
            .ToDictionaryAsync(u => u.Id, u => u.DisplayName.Length == 0 ? u.UserName! : u.DisplayName, cancellationToken);
        var values = new Dictionary<string, string?>
        {
            [CannedText.TicketNumber] = ticket.Number.ToString(CultureInfo.InvariantCulture),
            [CannedText.TicketTitle] = ticket.Title,
            [CannedText.RequesterName] = names.GetValueOrDefault(ticket.RequesterUserId ?? 0),
            [CannedText.AgentName] = names.GetValueOrDefault(actor.UserId ?? 0),
            [CannedText.HostName] = await db.Hosts.Where(h => h.Id == ticket.HostId).Select(h => h.Name).SingleOrDefaultAsync(cancellationToken),
        };
        return CannedText.Fill(text, values.Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value!));
    }
}
