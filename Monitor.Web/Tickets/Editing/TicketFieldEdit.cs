using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Editing;

/// <summary>What stands in the ticket's own row: kind, impact, urgency, priority, category, queue, requester, due date.</summary>
internal static class TicketFieldEdit
{
    public static async Task<string?> ApplyAsync(
        MonitorDb db, Ticket ticket, TicketEdit edit, EditNotes notes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!IsKnown(edit.Kind) || !IsKnown(edit.Impact) || !IsKnown(edit.Urgency) || !IsKnown(edit.Priority))
        {
            return "There is no such kind, impact, urgency or priority. Choose from the lists.";
        }

        if (edit.Kind is { } kind && notes.Add(nameof(Ticket.Kind), ticket.Kind, kind, $"Kind: {ticket.Kind} → {kind}."))
        {
            ticket.Kind = kind;
        }

        await WeighAsync(db, ticket, edit, notes, cancellationToken);
        return await CategoriseAsync(db, ticket, edit.CategoryId, notes, cancellationToken)
            ?? await QueueAsync(db, ticket, edit.TeamId, notes, cancellationToken)
            ?? await RequesterAsync(db, ticket, edit.RequesterUserId, notes, cancellationToken)
            ?? Due(ticket, edit.DueAt, notes, now);
    }

    /// <summary>A change of impact or urgency makes the priority anew by the matrix; one that is given by hand counts more.</summary>
    private static async Task WeighAsync(MonitorDb db, Ticket ticket, TicketEdit edit, EditNotes notes, CancellationToken cancellationToken)
    {
        var (impact, urgency) = (edit.Impact ?? ticket.Impact, edit.Urgency ?? ticket.Urgency);
        var isWeighed = notes.Add(nameof(Ticket.Impact), ticket.Impact, impact, $"Impact: {ticket.Impact} → {impact}.")
            | notes.Add(nameof(Ticket.Urgency), ticket.Urgency, urgency, $"Urgency: {ticket.Urgency} → {urgency}.");
        (ticket.Impact, ticket.Urgency) = (impact, urgency);
        var priority = edit.Priority ?? (isWeighed ? await CatalogReader.PriorityAsync(db, impact, urgency, cancellationToken) : ticket.Priority);
        notes.Add(nameof(Ticket.Priority), ticket.Priority, priority, $"Priority: {ticket.Priority} → {priority}.");
        ticket.Priority = priority;
    }

    private static async Task<string?> CategoriseAsync(MonitorDb db, Ticket ticket, SetTo<int?>? wish, EditNotes notes, CancellationToken cancellationToken)
    {
        if (wish is not { } given || given.Value == ticket.CategoryId)
        {
            return null;
        }

        var tree = await CatalogReader.TreeAsync(db, cancellationToken);
        if (given.Value is { } id && !tree.IsOffered(id))
        {
            return "There is no such category (any more). Choose another.";
        }

        notes.Add(nameof(Ticket.CategoryId), ticket.CategoryId, given.Value, $"Category: {Or(tree.PathOf(ticket.CategoryId))} → {Or(tree.PathOf(given.Value))}.");
        ticket.CategoryId = given.Value;
        return null;
    }

    private static async Task<string?> QueueAsync(MonitorDb db, Ticket ticket, SetTo<int?>? wish, EditNotes notes, CancellationToken cancellationToken)
    {
        if (wish is not { } given || given.Value == ticket.TeamId)
        {
            return null;
        }

        var (from, to) = (ticket.TeamId, given.Value);
        var names = await db.Teams.Where(t => t.Id == from || t.Id == to).ToDictionaryAsync(t => t.Id, t => t.Name, cancellationToken);
        if (to is { } id && !names.ContainsKey(id))
        {
            return "There is no such team. Choose one from the list.";
        }

        notes.Add(nameof(Ticket.TeamId), from, to, $"Team: {Or(Name(from))} → {Or(Name(to))}.");
        ticket.TeamId = to;
        if (to is not null && ticket.AssigneeUserId is not null
            && !await db.TeamMembers.AnyAsync(m => m.TeamId == to && m.UserId == ticket.AssigneeUserId, cancellationToken))
        {
            notes.Add(nameof(Ticket.AssigneeUserId), ticket.AssigneeUserId, null, "Assigned to nobody: the assignee is not in this team.");
            ticket.AssigneeUserId = null;
        }

        return null;

        string Name(int? teamId) => teamId is { } one ? names.GetValueOrDefault(one, "") : "";
    }

    private static async Task<string?> RequesterAsync(MonitorDb db, Ticket ticket, SetTo<int?>? wish, EditNotes notes, CancellationToken cancellationToken)
    {
        if (wish is not { } given || given.Value == ticket.RequesterUserId)
        {
            return null;
        }

        var name = await db.Users.Where(u => u.Id == given.Value && u.DisabledAt == null).Select(u => u.DisplayName == "" ? u.UserName : u.DisplayName)
            .SingleOrDefaultAsync(cancellationToken);
        if (name is null)
        {
            return "There is no such requester. Choose a person from the list.";
        }

        notes.Add(nameof(Ticket.RequesterUserId), ticket.RequesterUserId, given.Value, $"Requester: {name}.");
        ticket.RequesterUserId = given.Value;
        return null;
    }

    private static string? Due(Ticket ticket, SetTo<DateTimeOffset?>? wish, EditNotes notes, DateTimeOffset now)
    {
        if (wish is not { } given || given.Value == ticket.DueAt)
        {
            return null;
        }

        if (given.Value <= now)
        {
            return "Choose a due date that lies ahead.";
        }

        notes.Add(nameof(Ticket.DueAt), ticket.DueAt, given.Value, $"Due: {Day(ticket.DueAt)} → {Day(given.Value)}.");
        ticket.DueAt = given.Value?.ToUniversalTime();
        return null;
    }

    private static bool IsKnown<T>(T? value)
        where T : struct, Enum => value is null || Enum.IsDefined(value.Value);

    private static string Or(string name) => name.Length == 0 ? "none" : name;

    private static string Day(DateTimeOffset? at) => at is { } day ? day.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC" : "none";
}
