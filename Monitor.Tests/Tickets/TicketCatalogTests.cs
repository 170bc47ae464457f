using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Tests.Tickets;

public sealed class TicketCatalogTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private AuditLog Audit => new(floor.Clock);

    private CategoryDesk CategoriesDesk => new(floor.Contexts, Audit, floor.Clock);

    private FieldDesk Fields => new(floor.Contexts, Audit, floor.Clock);

    private TemplateDesk Templates => new(floor.Contexts, Audit, floor.Clock);

    private MatrixDesk Matrix => new(floor.Contexts, Audit);

    [Fact]
    public async Task A_category_is_made_moved_retired_and_brought_back_each_with_its_audit_row()
    {
        var admin = await floor.PersonAsync(Roles.Admin);
        var (top, below) = (await CategoryAsync(admin, null), 0);
        below = await CategoryAsync(admin, top);
        Assert.Contains("already", await CategoriesDesk.CreateAsync(admin, new CategoryForm(await NameAsync(below), top, null), Never), StringComparison.Ordinal);
        Assert.Equal("A category cannot stand below itself.", await CategoriesDesk.ChangeAsync(admin, top, new CategoryForm("x", below, null), Never));
        Assert.NotNull(await CategoriesDesk.ChangeAsync(admin, top, new CategoryForm(" \u0007 ", null, null), Never));
        Assert.NotNull(await CategoriesDesk.ChangeAsync(admin, top, new CategoryForm("x", null, 99_999), Never));
        Assert.Null(await CategoriesDesk.RetireAsync(admin, top, true, Never));
        var refused = await floor.Desk.OpenAsync(admin, new NewTicket("t", "", null, null, Guid.NewGuid()) { CategoryId = below }, Never);
        Assert.Equal(TicketResult.Invalid, refused.Result);
        Assert.Null(await CategoriesDesk.RetireAsync(admin, top, false, Never));
        Assert.True((await floor.Desk.OpenAsync(admin, new NewTicket("t", "", null, null, Guid.NewGuid()) { CategoryId = below }, Never)).IsDone);
        await using var db = floor.Db();
        var acts = await db.Audit.Where(a => a.Subject == "ticket_category" && a.SubjectId == $"{top}").OrderBy(a => a.Id).Select(a => a.Act).ToListAsync();
        Assert.Equal(["ticket_category.created", "ticket_category.retired", "ticket_category.returned"], acts);
    }

    [Fact]
    public async Task Two_categories_that_are_moved_below_each_other_at_once_make_no_circle()
    {
        var admin = await floor.PersonAsync(Roles.Admin);
        var (a, b) = (await CategoryAsync(admin, null), await CategoryAsync(admin, null));
        var (nameOfA, nameOfB) = (await NameAsync(a), await NameAsync(b));
        var both = await Task.WhenAll(
            Task.Run(() => CategoriesDesk.ChangeAsync(admin, a, new CategoryForm(nameOfA, b, null), Never)), Task.Run(() => CategoriesDesk.ChangeAsync(admin, b, new CategoryForm(nameOfB, a, null), Never)));
        Assert.Single(both, said => said is null);
    }

    [Fact]
    public async Task A_field_keeps_its_kind_and_its_choices_are_bounded()
    {
        var admin = await floor.PersonAsync(Roles.Admin);
        var form = new FieldForm("Colour " + Guid.NewGuid(), TicketFieldKind.Choice, null, [" Red ", "", "Red", "Blue"], false, 1);
        Assert.Null(await Fields.SaveAsync(admin, null, form, Never));
        await using var db = floor.Db();
        var field = await db.TicketFields.AsNoTracking().SingleAsync(f => f.Name == form.Name);
        Assert.Equal(["Red", "Blue"], field.Choices);
        Assert.Contains("keeps its kind", await Fields.SaveAsync(admin, field.Id, form with { Kind = TicketFieldKind.Text }, Never), StringComparison.Ordinal);
        Assert.Contains("choices", await Fields.SaveAsync(admin, null, form with { Choices = [] }, Never), StringComparison.Ordinal);
        Assert.Contains("choices", await Fields.SaveAsync(admin, null, form with { Choices = [.. Enumerable.Range(0, 101).Select(i => $"{i}")] }, Never), StringComparison.Ordinal);
        Assert.Null(await Fields.RetireAsync(admin, field.Id, true, Never));
    }

    [Fact]
    public async Task A_template_is_saved_with_its_lines_and_its_name_is_taken_once()
    {
        var admin = await floor.PersonAsync(Roles.Admin);
        var form = new TemplateForm("New colleague " + Guid.NewGuid(), TicketKind.Request, "New colleague", "", TicketLevel.Low, TicketLevel.High) { Checks = ["Account", " ", "Laptop"], Tags = ["HR"] };
        Assert.Null(await Templates.SaveAsync(admin, null, form, Never));
        Assert.Contains("already", await Templates.SaveAsync(admin, null, form, Never), StringComparison.Ordinal);
        await using var db = floor.Db();
        var template = await db.TicketTemplates.SingleAsync(t => t.Name == form.Name);
        Assert.Equal((2, "hr"), (template.Checks.Length, template.Tags.Single()));
        Assert.NotNull(await Templates.SaveAsync(admin, template.Id, form with { Checks = [.. Enumerable.Repeat("x", 51)] }, Never));
    }

    [Fact]
    public async Task The_matrix_that_administrators_set_counts_from_then_on()
    {
        var admin = await floor.PersonAsync(Roles.Admin);
        Assert.Null(await Matrix.SetAsync(admin, TicketLevel.Low, TicketLevel.Low, TicketPriority.High, null, Never));
        try
        {
            var number = (await floor.Desk.OpenAsync(admin, new NewTicket("t", "", null, null, Guid.NewGuid()) { Impact = TicketLevel.Low, Urgency = TicketLevel.Low }, Never)).Number;
            await using var db = floor.Db();
            Assert.Equal(TicketPriority.High, await db.Tickets.Where(t => t.Number == number).Select(t => t.Priority).SingleAsync());
            Assert.Equal("{\"Priority\": \"Low\"}", await db.Audit.Where(a => a.Subject == "priority_matrix" && a.SubjectId == "Low/Low").Select(a => a.Before).FirstAsync());
        }
        finally
        {
            await Matrix.SetAsync(admin, TicketLevel.Low, TicketLevel.Low, TicketPriority.Low, null, Never);
        }
    }

    [Fact]
    public async Task Fault_51_Who_changes_a_part_of_the_catalog_second_is_told_and_replaces_it_only_knowingly()
    {
        var (admin, run) = (await floor.PersonAsync(Roles.Admin), Guid.NewGuid().ToString("N"));
        await using var db = floor.Db();
        var category = await CategoryAsync(admin, null);
        await SecondIsToldAsync(
            async () => CategoryDesk.VersionOf(await db.TicketCategories.AsNoTracking().SingleAsync(c => c.Id == category)),
            (text, seen) => CategoriesDesk.ChangeAsync(admin, category, new CategoryForm(text + run, null, null) { Seen = seen }, Never),
            async () => (await db.TicketCategories.AsNoTracking().SingleAsync(c => c.Id == category)).Name[..1]);
        Assert.Null(await Fields.SaveAsync(admin, null, new FieldForm("Field " + run, TicketFieldKind.Choice, null, ["0"], false, 1), Never));
        var field = await db.TicketFields.AsNoTracking().SingleAsync(f => f.Name == "Field " + run);
        await SecondIsToldAsync(
            async () => FieldDesk.VersionOf(await db.TicketFields.AsNoTracking().SingleAsync(f => f.Id == field.Id)),
            (text, seen) => Fields.SaveAsync(admin, field.Id, new FieldForm(field.Name, field.Kind, null, [text], false, 1) { Seen = seen }, Never),
            async () => (await db.TicketFields.AsNoTracking().SingleAsync(f => f.Id == field.Id)).Choices[0]);
        var form = new TemplateForm("Template " + run, TicketKind.Request, "0", "", TicketLevel.Low, TicketLevel.High) { Tags = ["a"], Checks = ["b"] };
        Assert.Null(await Templates.SaveAsync(admin, null, form, Never));
        var template = await db.TicketTemplates.AsNoTracking().SingleAsync(t => t.Name == form.Name);
        await SecondIsToldAsync(
            async () => TemplateDesk.VersionOf(await db.TicketTemplates.AsNoTracking().SingleAsync(t => t.Id == template.Id)),
            (text, seen) => Templates.SaveAsync(admin, template.Id, form with { Title = text, Seen = seen }, Never),
            async () => (await db.TicketTemplates.AsNoTracking().SingleAsync(t => t.Id == template.Id)).Title);
        Assert.Null(await Matrix.SetAsync(admin, TicketLevel.High, TicketLevel.Low, TicketPriority.Urgent, null, Never));
        Assert.Contains(
            "Somebody else set it to Urgent", await Matrix.SetAsync(admin, TicketLevel.High, TicketLevel.Low, TicketPriority.Low, TicketPriority.Medium, Never), StringComparison.Ordinal);
        Assert.Null(await Matrix.SetAsync(admin, TicketLevel.High, TicketLevel.Low, TicketPriority.Medium, TicketPriority.Urgent, Never));
    }

    /// <summary>Two who looked at the same version: the first one's change stays until the second one has seen it.</summary>
    private static async Task SecondIsToldAsync(Func<Task<string>> version, Func<string, string, Task<string?>> save, Func<Task<string>> now)
    {
        var seen = await version();
        Assert.Null(await save("1", seen));
        Assert.Equal(CatalogVersion.Conflict, await save("2", seen));
        Assert.Equal("1", await now());
        Assert.Null(await save("2", await version()));
        Assert.Equal("2", await now());
    }

    [Fact]
    public async Task Who_does_not_work_on_tickets_reads_what_can_be_chosen_and_no_more()
    {
        var (admin, person) = (await floor.PersonAsync(Roles.Admin), await floor.PersonAsync(Roles.EndUser));
        await Templates.SaveAsync(admin, null, new TemplateForm("Hidden " + Guid.NewGuid(), TicketKind.Change, "", "", TicketLevel.Low, TicketLevel.Low), Never);
        await Templates.SaveAsync(admin, null, new TemplateForm("Public " + Guid.NewGuid(), TicketKind.Request, "", "", TicketLevel.Low, TicketLevel.Low) { IsPublic = true }, Never);
        var queries = new CatalogQueries(floor.Contexts);
        var catalog = await queries.ReadAsync(person, isWhole: false, Never);
        Assert.All(catalog.Templates, t => Assert.True(t.IsPublic));
        Assert.Empty(catalog.Teams);
        await Assert.ThrowsAsync<AccessRefusedException>(() => queries.ReadAsync(person, isWhole: true, Never));
    }

    private async Task<int> CategoryAsync(Actor admin, int? parent)
    {
        var name = $"c{Guid.NewGuid():N}";
        Assert.Null(await CategoriesDesk.CreateAsync(admin, new CategoryForm(name, parent, null), Never));
        await using var db = floor.Db();
        return await db.TicketCategories.Where(c => c.Name == name).Select(c => c.Id).SingleAsync();
    }

    private async Task<string> NameAsync(int id)
    {
        await using var db = floor.Db();
        return await db.TicketCategories.Where(c => c.Id == id).Select(c => c.Name).SingleAsync();
    }
}
