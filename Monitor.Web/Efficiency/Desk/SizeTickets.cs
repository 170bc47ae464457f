using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Efficiency.Reading;
using Monitor.Web.Tickets;

namespace Monitor.Web.Efficiency.Desk;

/// <summary>
/// One ticket for what is proposed for a host. The command's key is made of the sizes that are proposed, not of the figures that they come from, which are others every day: a click that
/// comes twice, from two people, or on the next day opens one.
/// </summary>
public sealed class SizeTickets(IDbContextFactory<MonitorDb> contexts, SizeReader sizes, TicketDesk desk)
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
        var money = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(line.Size.Month):0.00} {line.Currency} a month {(line.Size.Month < 0 ? "more" : "less")}");
        return await desk.OpenAsync(actor, new NewTicket(PlainLine.Of($"{line.Host}: {line.Size.Proposals[0].Sentence}", Ticket.TitleLength), $"{text}\n\nThat is {money}, by the prices of its group.", null, hostId, KeyOf(line)), cancellationToken);
    }

    /// <summary>The tickets for some lines by host, those that there are.</summary>
    public async Task<IReadOnlyDictionary<int, int>> NumbersAsync(IReadOnlyList<SizeLine> lines, CancellationToken cancellationToken)
    {
        var hosts = lines.ToDictionary(KeyOf, l => l.Size.HostId);
        Guid?[] keys = [.. hosts.Keys.Select(k => (Guid?)k)];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.TicketEntries.AsNoTracking().Where(e => keys.Contains(e.CommandKey))
            .Join(db.Tickets, e => e.TicketId, t => t.Id, (e, t) => new { Key = e.CommandKey!.Value, t.Number }).ToListAsync(cancellationToken);
        return found.ToDictionary(f => hosts[f.Key], f => f.Number);
    }

    private static Guid KeyOf(SizeLine line)
    {
        var what = line.Size.Proposals.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Action} {(p.Action == SizeAction.Disk ? p.Where : "")} {p.From:0.#} {p.To:0.#}"));
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"monitor size {line.Size.HostId} {string.Join('\n', what)}"))).AsSpan(0, 16));
    }
}
