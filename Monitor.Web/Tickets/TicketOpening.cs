using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Catalog;
using Monitor.Web.Tickets.Editing;

namespace Monitor.Web.Tickets;

/// <summary>
/// The rules of opening a ticket, apart from saving it: what a person wishes, the template, the category and the matrix become a ticket and what hangs on it.
/// </summary>
internal sealed record TicketOpening
{
    public required Ticket Ticket { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<int> MoreHostIds { get; init; } = [];

    public IReadOnlyList<(TicketField Field, string Value)> Fields { get; init; } = [];

    public IReadOnlyList<string> Checks { get; init; } = [];

    public int? FollowsId { get; init; }

    /// <summary>The rows beside the ticket, once it has its id.</summary>
    public IEnumerable<object> Parts() =>
    [
        .. Tags.Select(t => new TicketTag { TicketId = Ticket.Id, Tag = t }),
        .. MoreHostIds.Select(h => new TicketHost { TicketId = Ticket.Id, HostId = h }),
        .. Fields.Where(f => f.Value.Length > 0).Select(f => new TicketFieldValue { TicketId = Ticket.Id, FieldId = f.Field.Id, Value = f.Value }),
        .. Checks.Select((c, i) => new TicketCheck { TicketId = Ticket.Id, Position = i, Text = c }),
        .. FollowsId is { } id ? [new TicketLink { TicketId = Ticket.Id, OtherId = id, Kind = TicketLinkKind.Related }] : Array.Empty<TicketLink>(),
    ];

    /// <returns>The ticket, or why it cannot be opened.</returns>
    public static async Task<(TicketOpening? Opening, string? Error)> PrepareAsync(
        MonitorDb db, Actor actor, NewTicket wish, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var works = actor.May(Permissions.TicketsWork);
        var template = wish.TemplateId is null ? null
            : await db.TicketTemplates.AsNoTracking().SingleOrDefaultAsync(t => t.Id == wish.TemplateId && t.RetiredAt == null && (works || t.IsPublic), cancellationToken);
        if (wish.TemplateId is not null && template is null)
        {
            return (null, "There is no such template (any more). Choose another, or none.");
        }

        wish = works ? wish : wish with { Priority = null, Impact = null, Urgency = null, TeamId = null, RequesterUserId = null, DueAt = null, Tags = null };
        var (title, description) = wish.IsFinal ? (wish.Title, wish.Description) : (Given(wish.Title, template?.Title), Given(wish.Description, template?.Description));
        var kind = wish.Kind ?? template?.Kind ?? TicketKind.Incident;
        var offered = wish.IsFinal ? null : template?.CategoryId;
        var tree = wish.CategoryId is null && offered is null ? CategoryTree.Empty : await CatalogReader.StandingTreeAsync(db, cancellationToken);
        var categoryId = wish.CategoryId ?? (offered is { } one && tree.IsOffered(one) ? offered : null);
        var fields = await CatalogReader.FieldsAsync(db, tree, categoryId, cancellationToken);
        IReadOnlyList<string> tags = [];
        IReadOnlyList<(TicketField Field, string Value)> values = [];
        var error = TicketText.Error(title, description, wish)
            ?? (!works && template is null && kind is not (TicketKind.Incident or TicketKind.Request) ? "Choose whether something is broken or something is wanted." : null)
            ?? (categoryId is { } id && !tree.IsOffered(id) ? "There is no such category (any more). Choose another." : null)
            ?? (wish.DueAt <= now ? "Choose a due date that lies ahead." : null)
            ?? TagText.Read(wish.Tags ?? template?.Tags ?? [], out tags)
            ?? FieldValues.Read(fields, wish.Fields, isAsked: wish.Source != TicketSource.Mail, out values);
        if (error is not null)
        {
            return (null, error);
        }

        var hosts = actor.May(Permissions.HostsRead) ? new[] { wish.HostId }.OfType<int>().Concat(wish.MoreHostIds).Distinct().ToArray() : [];
        var teamId = wish.TeamId ?? (wish.IsFinal && works ? null : template?.TeamId) ?? tree.TeamOf(categoryId);
        int? followsId = null;
        error = hosts.Length > TicketHost.Most ? $"A ticket is about at most {TicketHost.Most} hosts."
            : hosts.Length > 0 && await db.Hosts.VisibleHosts(actor, db).CountAsync(h => hosts.Contains(h.Id), cancellationToken) != hosts.Length
                ? "There is no such host. Choose one from the list."
            : wish.TeamId is not null && !await db.Teams.AnyAsync(t => t.Id == wish.TeamId, cancellationToken) ? "There is no such team. Choose one from the list."
            : wish.RequesterUserId is not null && !await db.Users.AnyAsync(u => u.Id == wish.RequesterUserId && u.DisabledAt == null, cancellationToken)
                ? "There is no such requester. Choose a person from the list."
            : wish.FollowsNumber is not null
                && (followsId = await db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == wish.FollowsNumber).Select(t => (int?)t.Id).SingleOrDefaultAsync(cancellationToken)) is null
                ? $"There is no ticket #{wish.FollowsNumber} that this one could follow."
            : null;
        if (error is not null)
        {
            return (null, error);
        }

        var (impact, urgency) = (wish.Impact ?? template?.Impact ?? TicketLevel.Medium, wish.Urgency ?? template?.Urgency ?? TicketLevel.Medium);
        return (new TicketOpening
        {
            Ticket = new Ticket
            {
                Title = TicketText.Line(title),
                Description = TicketText.Clean(description),
                Kind = kind,
                Impact = impact,
                Urgency = urgency,
                Priority = wish.Priority ?? await CatalogReader.PriorityAsync(db, impact, urgency, cancellationToken),
                Source = wish.Source ?? (actor.TokenScopes is null ? TicketSource.Portal : TicketSource.Api),
                CategoryId = tree.Find(categoryId)?.Id,
                TeamId = teamId,
                RequesterUserId = wish.RequesterUserId ?? actor.UserId,
                HostId = hosts.Length == 0 ? null : hosts[0],
                DueAt = wish.DueAt,
                LastRequestedAt = actor.UserId is not null && (wish.RequesterUserId ?? actor.UserId) == actor.UserId ? now : null, // its first word is the requester's
                CreatedAt = now,
                UpdatedAt = now,
            },
            Tags = tags,
            MoreHostIds = [.. hosts.Skip(1)],
            Fields = values,
            Checks = template?.Checks ?? [],
            FollowsId = followsId,
        }, null);
    }

    private static string Given(string typed, string? template) => string.IsNullOrWhiteSpace(typed) ? template ?? "" : typed;
}
