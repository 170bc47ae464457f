using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Efficiency.Reading;
using Monitor.Web.Tickets;

namespace Monitor.Web.Efficiency.Desk;

/// <summary>One ticket for what is proposed for a host. The command's key is made of what is proposed: a click that comes twice, or from two people, opens one.</summary>
public sealed class SizeTickets(SizeReader sizes, TicketDesk desk)
{
    /// <summary>The number of the ticket that is there now, made or found.</summary>
    public async Task<TicketOutcome> OpenAsync(Actor actor, int hostId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.EfficiencyRead);
        if (!actor.May(Permissions.TicketsWork))
        {
            return TicketOutcome.Refused("open tickets about sizes");
        }

        if ((await sizes.ReadAsync(actor, hostId, null, 1, cancellationToken)).Lines is not [var line])
        {
            return TicketOutcome.Invalid("Nothing is proposed for this host any more. Look at the list again.");
        }

        var text = string.Join('\n', line.Size.Proposals.Select(p => $"- {p.Sentence}"));
        var money = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(line.Size.Month):0.##} {line.Currency} a month {(line.Size.Month < 0 ? "more" : "less")}");
        var key = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"monitor size {hostId} {text}"))).AsSpan(0, 16));
        return await desk.OpenAsync(actor, new NewTicket(Cut($"{line.Host}: {line.Size.Proposals[0].Sentence}"), $"{text}\n\nThat is {money}, by the prices of its group.", null, hostId, key), cancellationToken);
    }

    private static string Cut(string title) => title.Length <= Ticket.TitleLength ? title : title[..(Ticket.TitleLength - 1)] + "…";
}
