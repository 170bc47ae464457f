using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Editing;

namespace Monitor.Web.Tickets.Catalog;

/// <summary>A template as an administrator describes it.</summary>
public sealed record TemplateForm(string Name, TicketKind Kind, string Title, string Description, TicketLevel Impact, TicketLevel Urgency)
{
    public int? CategoryId { get; init; }

    public int? TeamId { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> Checks { get; init; } = [];

    public bool IsPublic { get; init; }

    /// <summary>The version that the change is based on; null: whatever is there.</summary>
    public string? Seen { get; init; }
}

/// <summary>The commands on templates. Each returns why not as a sentence, or null when it is done.</summary>
public sealed class TemplateDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, TimeProvider time)
{
    private const int Most = 200;

    /// <param name="id">Null: a new one.</param>
    public async Task<string?> SaveAsync(Actor actor, int? id, TemplateForm form, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await CatalogSaving.BeginAsync(db, cancellationToken);
        var template = id is null ? null : await db.TicketTemplates.SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
        if (id is not null && template is null)
        {
            return "There is no such template any more. Reload the page.";
        }

        if (template is not null && form.Seen is not null && form.Seen != VersionOf(template))
        {
            return CatalogVersion.Conflict;
        }

        IReadOnlyList<string> tags = [];
        var checks = form.Checks.Select(TicketText.Line).Where(c => c.Length > 0).ToArray();
        if ((Refuse(form, checks) ?? TagText.Read(form.Tags, out tags) ?? await GoneAsync(db, template, form, cancellationToken)) is { } reason)
        {
            return reason;
        }

        var before = template is null ? null : Shape(template);
        template ??= db.TicketTemplates.Add(new TicketTemplate { Name = "" }).Entity;
        (template.Name, template.Kind, template.Title, template.Description) = (TicketText.Line(form.Name), form.Kind, TicketText.Line(form.Title), TicketText.Clean(form.Description));
        (template.Impact, template.Urgency, template.CategoryId, template.TeamId) = (form.Impact, form.Urgency, form.CategoryId, form.TeamId);
        (template.Tags, template.Checks, template.IsPublic) = ([.. tags], checks, form.IsPublic);
        return await CatalogSaving.SaveAsync(db, transaction, $"There is a template named {template.Name} already. Choose another name.", () =>
            audit.Add(db, actor, before is null ? "ticket_template.created" : "ticket_template.changed", "ticket_template", IdText.Of(template.Id), before, Shape(template)),
            cancellationToken);
    }

    /// <summary>A retired template is not offered any more.</summary>
    public async Task<string?> RetireAsync(Actor actor, int id, bool isRetired, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.TicketTemplates.SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is not { } template)
        {
            return "There is no such template any more. Reload the page.";
        }

        var before = Shape(template);
        template.RetiredAt = isRetired ? template.RetiredAt ?? time.GetUtcNow() : null;
        audit.Add(db, actor, isRetired ? "ticket_template.retired" : "ticket_template.returned", "ticket_template", IdText.Of(id), before, Shape(template));
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    private static string? Refuse(TemplateForm form, string[] checks) =>
        TicketText.Line(form.Name).Length is 0 or > TicketTemplate.NameLength ? $"Give the template a name of at most {TicketTemplate.NameLength} characters."
        : TicketText.Line(form.Title).Length > Ticket.TitleLength ? $"The title is longer than {Ticket.TitleLength} characters."
        : TicketText.DescriptionError(TicketText.Clean(form.Description)) is { } error ? error
        : !Enum.IsDefined(form.Kind) || !Enum.IsDefined(form.Impact) || !Enum.IsDefined(form.Urgency) ? "Choose kind, impact and urgency from the lists."
        : checks.Length > TicketTemplate.MostChecks || checks.Any(c => c.Length > TicketCheck.TextLength)
            ? $"A checklist has at most {TicketTemplate.MostChecks} lines of at most {TicketCheck.TextLength} characters."
        : null;

    private static async Task<string?> GoneAsync(MonitorDb db, TicketTemplate? template, TemplateForm form, CancellationToken cancellationToken) =>
        form.CategoryId is not null && !await db.TicketCategories.AnyAsync(c => c.Id == form.CategoryId, cancellationToken) ? "There is no such category any more. Choose another."
        : form.TeamId is not null && !await db.Teams.AnyAsync(t => t.Id == form.TeamId, cancellationToken) ? "There is no such team any more. Choose another."
        : template is null && await db.TicketTemplates.CountAsync(cancellationToken) >= Most ? $"There are at most {Most} templates."
        : null;

    internal static string VersionOf(TicketTemplate template) => CatalogVersion.Of(Shape(template));

    private static object Shape(TicketTemplate t) => new
    {
        t.Name, Kind = t.Kind.ToString(), t.Title, t.Description, Impact = t.Impact.ToString(), Urgency = t.Urgency.ToString(), t.CategoryId, t.TeamId, t.Tags, t.Checks,
        t.IsPublic, t.RetiredAt,
    };
}
