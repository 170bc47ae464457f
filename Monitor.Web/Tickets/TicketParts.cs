using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>Reads what hangs on one ticket, for its page.</summary>
internal static class TicketParts
{
    private const int Shown = 100;

    /// <summary>The fields of its category, and after them what it still holds of others.</summary>
    public static async Task<IReadOnlyList<TicketFieldView>> FieldsAsync(MonitorDb db, CategoryTree tree, Ticket ticket, CancellationToken cancellationToken)
    {
        var values = await db.TicketFieldValues.AsNoTracking().Where(v => v.TicketId == ticket.Id).ToDictionaryAsync(v => v.FieldId, v => v.Value, cancellationToken);
        var held = values.Keys.ToArray();
        var all = await db.TicketFields.AsNoTracking().Where(f => f.RetiredAt == null || held.Contains(f.Id)).ToListAsync(cancellationToken);
        var own = FieldText.Of(all, tree, ticket.CategoryId);
        return [.. own.Concat(all.Except(own).Where(f => values.ContainsKey(f.Id)))
            .Select(f => new TicketFieldView(f.Id, f.Name, f.Kind, f.Choices, f.IsRequired, values.GetValueOrDefault(f.Id, "")) { IsLeft = !own.Contains(f) })];
    }

    public static async Task<IReadOnlyList<string>> TagsAsync(MonitorDb db, Ticket ticket, CancellationToken cancellationToken) =>
        await db.TicketTags.Where(t => t.TicketId == ticket.Id).Select(t => t.Tag).Order().ToListAsync(cancellationToken);

    public static async Task<IReadOnlyList<TicketHostView>> HostsAsync(MonitorDb db, Actor actor, Ticket ticket, CancellationToken cancellationToken) =>
        await db.Hosts.VisibleHosts(actor, db).Where(h => db.TicketHosts.Any(t => t.TicketId == ticket.Id && t.HostId == h.Id))
            .OrderBy(h => h.Name).Select(h => new TicketHostView(h.Id, h.Name)).ToListAsync(cancellationToken);

    /// <param name="only">Null: all; else this one, if among them.</param>
    public static async Task<IReadOnlyList<NamedPerson>> WatchersAsync(MonitorDb db, Ticket ticket, int? only, CancellationToken cancellationToken) =>
        await db.TicketWatchers.Where(w => w.TicketId == ticket.Id && (only == null || w.UserId == only))
            .Join(db.Users, w => w.UserId, u => u.Id, (_, u) => u).OrderBy(u => u.DisplayName).ThenBy(u => u.UserName)
            .Select(u => new NamedPerson(u.Id, u.DisplayName == "" ? u.UserName! : u.DisplayName)).ToListAsync(cancellationToken);

    public static async Task<IReadOnlyList<TicketCheckView>> ChecksAsync(MonitorDb db, Ticket ticket, CancellationToken cancellationToken) => await (
        from c in db.TicketChecks.AsNoTracking()
        where c.TicketId == ticket.Id
        orderby c.Position, c.Id
        join u in db.Users on c.DoneByUserId equals u.Id into users
        from u in users.DefaultIfEmpty()
        select new TicketCheckView(c.Id, c.Text, c.DoneAt, u == null ? null : u.DisplayName == "" ? u.UserName : u.DisplayName)).ToListAsync(cancellationToken);

    public static async Task<TicketRelatives> RelationsAsync(MonitorDb db, Actor actor, Ticket ticket, CancellationToken cancellationToken)
    {
        var mergedInto = ticket.MergedIntoId is null ? null
            : await db.Tickets.Where(t => t.Id == ticket.MergedIntoId).Select(t => (int?)t.Number).SingleOrDefaultAsync(cancellationToken);
        if (!actor.May(Permissions.TicketsRead))
        {
            return TicketRelatives.None with { MergedInto = mergedInto };
        }

        var visible = db.Tickets.AsNoTracking().VisibleTickets(actor, db);
        var links = await db.TicketLinks.Where(l => l.TicketId == ticket.Id).Select(l => new { Id = l.OtherId, l.Kind, IsFrom = true })
            .Concat(db.TicketLinks.Where(l => l.OtherId == ticket.Id).Select(l => new { Id = l.TicketId, l.Kind, IsFrom = false }))
            .Join(visible, l => l.Id, t => t.Id, (l, t) => new { l.Kind, l.IsFrom, t.Number, t.Title, t.State })
            .OrderByDescending(l => l.Number).Take(Shown).ToListAsync(cancellationToken);
        return new TicketRelatives(
            await Of(visible.Where(t => t.Id == ticket.ParentId)).SingleOrDefaultAsync(cancellationToken),
            await Of(visible.Where(t => t.ParentId == ticket.Id)).ToListAsync(cancellationToken),
            links.ConvertAll(l => new TicketLinkView(new TicketReference(l.Number, l.Title, l.State), l.Kind, l.IsFrom)),
            await Of(visible.Where(t => t.MergedIntoId == ticket.Id)).ToListAsync(cancellationToken))
        {
            MergedInto = mergedInto,
        };
    }

    private static IQueryable<TicketReference> Of(IQueryable<Ticket> tickets) =>
        tickets.OrderByDescending(t => t.Number).Take(Shown).Select(t => new TicketReference(t.Number, t.Title, t.State));
}
