using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Catalog;

/// <summary>A field as an administrator describes it.</summary>
public sealed record FieldForm(string Name, TicketFieldKind Kind, int? CategoryId, IReadOnlyList<string> Choices, bool IsRequired, int Position)
{
    /// <summary>The version that the change is based on; null: whatever is there.</summary>
    public string? Seen { get; init; }
}

/// <summary>The commands on fields of tickets. Each returns why not as a sentence, or null when it is done.</summary>
public sealed class FieldDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, TimeProvider time)
{
    private const int Most = 200;

    /// <param name="id">Null: a new one.</param>
    public async Task<string?> SaveAsync(Actor actor, int? id, FieldForm form, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await CatalogSaving.BeginAsync(db, cancellationToken);
        var field = id is null ? null : await db.TicketFields.SingleOrDefaultAsync(f => f.Id == id, cancellationToken);
        if (id is not null && field is null)
        {
            return "There is no such field any more. Reload the page.";
        }

        if (field is not null && form.Seen is not null && form.Seen != VersionOf(field))
        {
            return CatalogVersion.Conflict;
        }

        var choices = form.Choices.Select(TicketText.Line).Where(c => c.Length > 0).Distinct().ToArray();
        if (await RefuseAsync(db, field, form, choices, cancellationToken) is { } reason)
        {
            return reason;
        }

        var before = field is null ? null : Shape(field);
        field ??= db.TicketFields.Add(new TicketField { Name = "", Kind = form.Kind }).Entity;
        (field.Name, field.CategoryId, field.Choices) = (TicketText.Line(form.Name), form.CategoryId, form.Kind == TicketFieldKind.Choice ? choices : []);
        (field.IsRequired, field.Position) = (form.IsRequired, form.Position);
        return await CatalogSaving.SaveAsync(db, transaction, "There is such a field already.", () =>
            audit.Add(db, actor, before is null ? "ticket_field.created" : "ticket_field.changed", "ticket_field", IdText.Of(field.Id), before, Shape(field)), cancellationToken);
    }

    /// <summary>A retired field is not asked for any more; tickets keep what it holds.</summary>
    public async Task<string?> RetireAsync(Actor actor, int id, bool isRetired, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.TicketFields.SingleOrDefaultAsync(f => f.Id == id, cancellationToken) is not { } field)
        {
            return "There is no such field any more. Reload the page.";
        }

        var before = Shape(field);
        field.RetiredAt = isRetired ? field.RetiredAt ?? time.GetUtcNow() : null;
        audit.Add(db, actor, isRetired ? "ticket_field.retired" : "ticket_field.returned", "ticket_field", IdText.Of(id), before, Shape(field));
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    private static async Task<string?> RefuseAsync(MonitorDb db, TicketField? field, FieldForm form, string[] choices, CancellationToken cancellationToken) =>
        TicketText.Line(form.Name).Length is 0 or > TicketField.NameLength ? $"Give the field a name of at most {TicketField.NameLength} characters."
        : !Enum.IsDefined(form.Kind) ? "Choose a kind from the list."
        : field is not null && field.Kind != form.Kind ? "A field keeps its kind, since tickets hold values of it. Retire it and make another."
        : form.Kind == TicketFieldKind.Choice && choices.Length is 0 or > TicketField.MostChoices ? $"Give 1 to {TicketField.MostChoices} choices, one a line."
        : choices.FirstOrDefault(c => c.Length > TicketField.NameLength) is { } one ? $"This choice is longer than {TicketField.NameLength} characters: {WholeText.Cut(one, 41)}"
        : form.CategoryId is not null && !await db.TicketCategories.AnyAsync(c => c.Id == form.CategoryId, cancellationToken) ? "There is no such category any more. Choose another."
        : field is null && await db.TicketFields.CountAsync(cancellationToken) >= Most ? $"There are at most {Most} fields."
        : null;

    internal static string VersionOf(TicketField field) => CatalogVersion.Of(Shape(field));

    private static object Shape(TicketField f) => new { f.Name, Kind = f.Kind.ToString(), f.CategoryId, f.Choices, f.IsRequired, f.Position, f.RetiredAt };
}
