using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Tickets.Automation.Macros;

namespace Monitor.Web.Tickets.Views;

/// <summary>What a list can be filtered by and changed to, only what the person may see; the first few hundred of each.</summary>
public sealed record TicketChoices
{
    private const int Most = 500;

    public IReadOnlyList<NamedId> Assignees { get; init; } = [];

    public IReadOnlyList<NamedId> Teams { get; init; } = [];

    /// <summary>With the names above in front: Hardware / Printers.</summary>
    public IReadOnlyList<NamedId> Categories { get; init; } = [];

    public IReadOnlyList<NamedId> Hosts { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Those that can be used on many, for those who work on tickets.</summary>
    public IReadOnlyList<NamedId> Macros { get; init; } = [];

    /// <summary>The person that the filter names as requester.</summary>
    public NamedId? Requester { get; init; }

    internal static async Task<TicketChoices> ReadAsync(MonitorDb db, Actor actor, TicketFilter filter, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.TicketsRead))
        {
            return new TicketChoices();
        }

        var requester = filter.Requester.Kind == TicketPersonKind.One ? filter.Requester.Id : 0;
        return new TicketChoices
        {
            Assignees = [.. (await Tickets.Assignees.Of(db).Take(Most).ToListAsync(cancellationToken)).Select(a => new NamedId(a.UserId, a.Name))],
            Teams = await db.Teams.OrderBy(t => t.Name).Take(Most).Select(t => new NamedId(t.Id, t.Name)).ToListAsync(cancellationToken),
            Categories = await CategoriesAsync(db, cancellationToken),
            Hosts = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.RetiredAt == null).OrderBy(h => h.Name).Take(Most)
                .Select(h => new NamedId(h.Id, h.Name)).ToListAsync(cancellationToken),
            Tags = await TagsOf(db, actor).GroupBy(t => t.Tag).OrderByDescending(g => g.Count()).Take(100).Select(g => g.Key).ToListAsync(cancellationToken),
            Macros = actor.May(Permissions.TicketsWork) ? await MacroDesk.Offered(db).ToListAsync(cancellationToken) : [],
            Requester = await db.Users.Where(u => u.Id == requester).Select(u => new NamedId(u.Id, u.DisplayName == "" ? u.UserName! : u.DisplayName))
                .SingleOrDefaultAsync(cancellationToken),
        };
    }

    private static IQueryable<TicketTag> TagsOf(MonitorDb db, Actor actor) => Visibility.SeesEveryTicket(actor) ? db.TicketTags
        : db.TicketTags.Where(x => db.Tickets.VisibleTickets(actor, db).Select(t => t.Id).Contains(x.TicketId));

    private static async Task<IReadOnlyList<NamedId>> CategoriesAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var all = await db.TicketCategories.AsNoTracking().Take(2000).ToDictionaryAsync(c => c.Id, cancellationToken);
        string Path(int id, int depth) => all[id] is { ParentId: { } parent } && depth < 10 && all.ContainsKey(parent) ? $"{Path(parent, depth + 1)} / {all[id].Name}" : all[id].Name;
        return [.. all.Keys.Select(id => new NamedId(id, Path(id, 0))).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
