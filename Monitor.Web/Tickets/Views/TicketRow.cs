using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Views;

/// <summary>A ticket in a list, on the board or in an export.</summary>
public sealed record TicketRow
{
    public required int Id { get; init; }

    public required int Number { get; init; }

    public required string Title { get; init; }

    public required TicketKind Kind { get; init; }

    public required TicketState State { get; init; }

    public required TicketPriority Priority { get; init; }

    public string? Category { get; init; }

    public int? HostId { get; init; }

    public string? Host { get; init; }

    public string? Team { get; init; }

    public int? AssigneeUserId { get; init; }

    public string? Assignee { get; init; }

    public int? RequesterUserId { get; init; }

    public string? Requester { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>The nearest promise or due date that is still to be kept.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>A promise was broken and is still not met.</summary>
    public bool IsBreached { get; init; }

    /// <summary>Concurrency token, for commands from the row.</summary>
    public required uint Version { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where the words were found; empty without a search.</summary>
    public IReadOnlyList<SnippetPart> Snippet { get; init; } = [];

    /// <summary>Only its title resembles what was searched.</summary>
    public bool IsSimilar { get; init; }
}

internal static class TicketRows
{
    /// <summary>The rows of these tickets as the actor may see them, in the order of their ids in the list. At most a few hundred at once.</summary>
    public static async Task<IReadOnlyList<TicketRow>> ReadAsync(MonitorDb db, Actor actor, IReadOnlyCollection<int> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.ToArray();
        var due = TicketDues.Of(db);
        var rows = await (
            from t in db.Tickets.AsNoTracking()
            where wanted.Contains(t.Id)
            join h in db.Hosts on t.HostId equals h.Id into hosts
            from h in hosts.DefaultIfEmpty()
            join c in db.TicketCategories on t.CategoryId equals c.Id into categories
            from c in categories.DefaultIfEmpty()
            join x in db.Teams on t.TeamId equals x.Id into teams
            from x in teams.DefaultIfEmpty()
            join a in db.Users on t.AssigneeUserId equals a.Id into assignees
            from a in assignees.DefaultIfEmpty()
            join r in db.Users on t.RequesterUserId equals r.Id into requesters
            from r in requesters.DefaultIfEmpty()
            select new TicketRow
            {
                Id = t.Id, Number = t.Number, Title = t.Title, Kind = t.Kind, State = t.State, Priority = t.Priority, Category = c.Name, HostId = t.HostId, Host = h.Name,
                Team = x.Name, AssigneeUserId = t.AssigneeUserId, RequesterUserId = t.RequesterUserId,
                Assignee = a == null ? null : a.DisplayName == "" ? a.UserName : a.DisplayName,
                Requester = r == null ? null : r.DisplayName == "" ? r.UserName : r.DisplayName,
                CreatedAt = t.CreatedAt, UpdatedAt = t.UpdatedAt, ResolvedAt = t.ResolvedAt, NextDue = due.Where(d => d.TicketId == t.Id).Min(d => d.At),
                IsBreached = db.SlaTimers.Any(s => s.TicketId == t.Id && s.BreachedAt != null && s.MetAt == null), Version = t.RowVersion,
            }).ToDictionaryAsync(t => t.Id, cancellationToken);
        if (!Visibility.ReadsTickets(actor))
        {
            return [.. wanted.Where(rows.ContainsKey).Select(id => rows[id] with { NextDue = null, IsBreached = false })];
        }

        var tags = (await db.TicketTags.AsNoTracking().Where(t => wanted.Contains(t.TicketId)).OrderBy(t => t.Tag).ToListAsync(cancellationToken)).ToLookup(t => t.TicketId, t => t.Tag);
        return [.. wanted.Where(rows.ContainsKey).Select(id => tags.Contains(id) ? rows[id] with { Tags = [.. tags[id]] } : rows[id])];
    }
}
