using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Catalog;
using Monitor.Web.Tickets.Service;

namespace Monitor.Web.Tickets;

/// <summary>Reads tickets for screens and the API, always within what the person may see.</summary>
public sealed class TicketQueries(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    /// <summary>The newest entries of a ticket that are shown; older ones stay in the database.</summary>
    private const int EntriesShown = 500;

    public const int MembersShown = 60;

    /// <param name="entries">How many of the newest entries: the page shows them otherwise, and asks for one to know what was seen.</param>
    public async Task<TicketDetail?> FindAsync(Actor actor, int number, CancellationToken cancellationToken, int entries = EntriesShown)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if ((!Visibility.SeesEveryTicket(actor) && !await db.Tickets.VisibleTickets(actor, db).AnyAsync(t => t.Number == number, cancellationToken))
            || await TicketLookUp.FindAsync(db, number, cancellationToken) is not var (line, ticket, has))
        {
            return null;
        }

        var seesInternal = actor.May(Permissions.TicketsRead);
        var newest = await TicketLookUp.NewestAsync(db, ticket.Id, seesInternal, entries, cancellationToken);
        var tree = ticket.CategoryId is null ? CategoryTree.Empty : await CatalogReader.TreeAsync(db, cancellationToken);
        var hands = await HandsAsync(db, ticket, cancellationToken);
        var members = db.Problems.AsNoTracking().VisibleProblems(actor, db).Where(p => p.TicketId == ticket.Id);
        return new TicketDetail
        {
            MemberCount = has.Problems ? await members.CountAsync(cancellationToken) : 0,
            Members = !has.Problems ? [] : await members.Join(db.Hosts, p => p.HostId, h => h.Id, (p, h) => new { Problem = p, h.Name })
                .OrderByDescending(m => m.Problem.HostId == ticket.HostId).ThenBy(m => m.Problem.Id).Take(MembersShown)
                .Select(m => new TicketMember(
                    m.Problem.HostId, m.Name, m.Problem.Summary, m.Problem.Severity, m.Problem.BeganAt, m.Problem.EndedAt, m.Problem.IsFlapping))
                .ToListAsync(cancellationToken),
            Line = line,
            PendingReason = ticket.PendingReason,
            PendingUntil = ticket.PendingUntil,
            Impact = ticket.Impact,
            Urgency = ticket.Urgency,
            Source = ticket.Source,
            Category = tree.PathOf(ticket.CategoryId),
            Fields = has.Fields ? await TicketParts.FieldsAsync(db, tree, ticket, cancellationToken) : [],
            Tags = seesInternal && has.Tags ? await TicketParts.TagsAsync(db, ticket, cancellationToken) : [],
            MoreHosts = has.Hosts ? await TicketParts.HostsAsync(db, actor, ticket, cancellationToken) : [],
            Watchers = has.Watchers ? await TicketParts.WatchersAsync(db, ticket, seesInternal ? null : actor.UserId, cancellationToken) : [],
            Checks = seesInternal && has.Checks ? await TicketParts.ChecksAsync(db, ticket, cancellationToken) : [],
            Relations = has.Relatives ? await TicketParts.RelationsAsync(db, actor, ticket, cancellationToken) : TicketRelatives.None,
            Description = ticket.Description,
            Version = ticket.RowVersion,
            AssigneeUserId = ticket.AssigneeUserId,
            RequesterUserId = ticket.RequesterUserId,
            Metric = ticket.Metric,
            Value = ticket.Value,
            Limit = ticket.Limit,
            ResolvedAt = ticket.ResolvedAt,
            ClosedAt = ticket.ClosedAt,
            Acknowledged = hands.Acknowledged,
            Snoozed = hands.Snoozed,
            StillFires = has.StillFires,
            Clocks = seesInternal && has.Clocks ? await TicketClockReader.ReadAsync(db, ticket.Id, cancellationToken) : [],
            Entries = newest,
        };
    }

    private async Task<(TicketHand? Acknowledged, TicketHand? Snoozed)> HandsAsync(MonitorDb db, Ticket ticket, CancellationToken cancellationToken)
    {
        int[] ids = [ticket.AcknowledgedByUserId ?? 0, ticket.SnoozedByUserId ?? 0];
        var names = ids is [0, 0]
            ? []
            : await db.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName == "" ? u.UserName! : u.DisplayName, cancellationToken);
        TicketHand? Hand(DateTimeOffset? since, DateTimeOffset? until, int? by, string note) => since is { } at && (until is null || until > time.GetUtcNow())
            ? new TicketHand(names.GetValueOrDefault(by ?? 0, "somebody"), note, at, until)
            : null;
        return (Hand(ticket.AcknowledgedAt, ticket.AcknowledgedUntil, ticket.AcknowledgedByUserId, ticket.AcknowledgedNote),
            Hand(ticket.SnoozedAt, ticket.SnoozedUntil, ticket.SnoozedByUserId, ticket.SnoozeNote));
    }

    /// <summary>Whom a ticket can be given to.</summary>
    public async Task<IReadOnlyList<NamedPerson>> AssigneesAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Assignees.Of(db).Take(500).ToListAsync(cancellationToken);
    }
}
