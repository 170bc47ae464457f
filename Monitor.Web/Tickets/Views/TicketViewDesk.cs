using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Views;

/// <summary>A saved view as a person sees it.</summary>
/// <param name="Team">With whom it is shared; null: with nobody.</param>
public sealed record SavedTicketView(int Id, string Name, string Query, string? Team, bool IsOwn);

/// <summary>Filters with a name: one's own, and those that others shared with one's teams. A view shows each reader what that reader may see.</summary>
public sealed class TicketViewDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit)
{
    public const int MostOfOne = 100;

    public async Task<IReadOnlyList<SavedTicketView>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from v in db.TicketViews.AsNoTracking()
            where v.OwnerUserId == actor.UserId
                || (v.TeamId != null && db.TeamMembers.Where(m => m.UserId == actor.UserId).Select(m => m.TeamId).Contains(v.TeamId.Value))
            join t in db.Teams on v.TeamId equals t.Id into teams
            from t in teams.DefaultIfEmpty()
            orderby v.Name.ToLower(), v.Id
            select new SavedTicketView(v.Id, v.Name, v.Query, t.Name, v.OwnerUserId == actor.UserId)).Take(MostOfOne * 5).ToListAsync(cancellationToken);
    }

    /// <summary>The teams with which a person may share: the own ones.</summary>
    public async Task<IReadOnlyList<NamedId>> TeamsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return actor.May(Permissions.TicketsWork)
            ? await db.Teams.Where(t => db.TeamMembers.Any(m => m.TeamId == t.Id && m.UserId == actor.UserId)).OrderBy(t => t.Name)
                .Select(t => new NamedId(t.Id, t.Name)).ToListAsync(cancellationToken)
            : [];
    }

    /// <summary>Saves a view. Of the query only what a list knows is kept.</summary>
    /// <param name="replaces">One of the same name of the same person is replaced; otherwise that is a conflict.</param>
    public async Task<TicketOutcome> SaveAsync(Actor actor, string name, TicketListQuery query, int? teamId, bool replaces, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.PortalUse) || actor.UserId is not { } owner)
        {
            return TicketOutcome.Refused("save views");
        }

        var (title, text) = (TicketText.Line(name), TicketListAddress.WriteOfScreen(query with { Page = 1 }));
        if (title.Length is 0 or > TicketView.NameLength)
        {
            return TicketOutcome.Invalid($"Give the view a name of at most {TicketView.NameLength} characters.");
        }

        if (text.Length > TicketView.QueryLength)
        {
            return TicketOutcome.Invalid("This filter is too long to be saved. Shorten the words that are searched.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (teamId is not null && !(actor.May(Permissions.TicketsWork) && await db.TeamMembers.AnyAsync(m => m.TeamId == teamId && m.UserId == owner, cancellationToken)))
        {
            return TicketOutcome.Refused("share a view with a team that is not yours");
        }

        var view = await db.TicketViews.FirstOrDefaultAsync(v => v.OwnerUserId == owner && v.Name == title, cancellationToken);
        if (view is null && await db.TicketViews.CountAsync(v => v.OwnerUserId == owner, cancellationToken) >= MostOfOne)
        {
            return TicketOutcome.Invalid($"You have {MostOfOne} views. Delete one first.");
        }

        if (view is not null && !replaces)
        {
            return new TicketOutcome(TicketResult.Conflict, $"You have a view “{title}” already. Give this one another name, or replace that one.");
        }

        object? before = view is null ? null : new { view.Query, view.TeamId };
        if (view is null)
        {
            view = new TicketView { OwnerUserId = owner, Name = title, Query = text };
            db.TicketViews.Add(view);
        }

        (view.Query, view.TeamId) = (text, teamId);
        audit.Add(db, actor, "ticket-view.saved", "ticket-view", title, before, new { view.Query, view.TeamId });
        await db.SaveChangesAsync(cancellationToken);
        return TicketOutcome.Done(0);
    }

    /// <summary>Deletes an own view, or one that was shared with a team of one's own by somebody else when one leads tickets.</summary>
    public async Task<TicketOutcome> DeleteAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var view = await db.TicketViews.SingleOrDefaultAsync(v => v.Id == id, cancellationToken);
        var isShared = view?.TeamId is not null && await db.TeamMembers.AnyAsync(m => m.TeamId == view.TeamId && m.UserId == actor.UserId, cancellationToken);
        if (view is null || (view.OwnerUserId != actor.UserId && !isShared))
        {
            return TicketOutcome.Invalid("There is no such view any more.");
        }

        if (view.OwnerUserId != actor.UserId && !actor.May(Permissions.TicketsAssign))
        {
            return TicketOutcome.Refused("delete views of others");
        }

        db.TicketViews.Remove(view);
        audit.Add(db, actor, "ticket-view.deleted", "ticket-view", view.Name, new { view.Query, view.TeamId, view.OwnerUserId }, null);
        await db.SaveChangesAsync(cancellationToken);
        return TicketOutcome.Done(0);
    }
}
