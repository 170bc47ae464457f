using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Tickets;

public sealed class TicketTemplateTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task What_a_form_left_empty_stays_so_and_what_a_caller_left_out_comes_from_the_template()
    {
        var (technician, person, category) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.EndUser), await TestCategory.MakeAsync(floor));
        await using var db = floor.Db();
        var queue = new Team { Name = "q" + Guid.NewGuid() };
        db.Teams.Add(queue);
        await db.SaveChangesAsync();
        var template = new TicketTemplate
        {
            Name = "Full " + Guid.NewGuid(), Title = "From the template", Description = "From the template", CategoryId = category.Below, TeamId = queue.Id, IsPublic = true,
        };
        db.TicketTemplates.Add(template);
        await db.SaveChangesAsync();
        var fields = new Dictionary<int, string> { [category.Room] = "4.12" };
        var filled = await FindAsync(technician, await OpenAsync(technician, w => w with { TemplateId = template.Id, Fields = fields }));
        Assert.Equal(("From the template", category.Below, queue.Id), (filled.Description, filled.Line.CategoryId, filled.Line.TeamId));
        var cleared = await FindAsync(technician, await OpenAsync(technician, w => w with { TemplateId = template.Id, IsFinal = true }));
        Assert.Equal(("", null, null), (cleared.Description, cleared.Line.CategoryId, cleared.Line.TeamId));
        var routed = await FindAsync(technician, await OpenAsync(technician, w => w with { TemplateId = template.Id, IsFinal = true, CategoryId = category.Below, Fields = fields }));
        Assert.Equal(category.Team, routed.Line.TeamId);
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.OpenAsync(technician, Wish() with { Title = " ", TemplateId = template.Id, IsFinal = true }, Never)).Result);

        // Who is not asked for a team has not left it empty.
        var theirs = await FindAsync(technician, await OpenAsync(person, w => w with { TemplateId = template.Id, IsFinal = true }));
        Assert.Equal((null, queue.Id), (theirs.Line.CategoryId, theirs.Line.TeamId));
    }

    [Fact]
    public async Task A_template_whose_category_was_retired_opens_tickets_without_it()
    {
        var (technician, category) = (await floor.PersonAsync(Roles.Technician), await TestCategory.MakeAsync(floor));
        await using var db = floor.Db();
        var template = new TicketTemplate { Name = "Old " + Guid.NewGuid(), CategoryId = category.Below };
        db.TicketTemplates.Add(template);
        await db.SaveChangesAsync();
        await db.TicketCategories.Where(c => c.Id == category.Below).ExecuteUpdateAsync(set => set.SetProperty(c => c.RetiredAt, floor.Clock.GetUtcNow()));
        var ticket = await FindAsync(technician, await OpenAsync(technician, w => w with { TemplateId = template.Id }));
        Assert.Equal((null, null), (ticket.Line.CategoryId, ticket.Line.TeamId));
    }

    private static NewTicket Wish() => new("Printer", "", null, null, Guid.NewGuid());

    private async Task<int> OpenAsync(Actor actor, Func<NewTicket, NewTicket> change)
    {
        var outcome = await floor.Desk.OpenAsync(actor, change(Wish()), Never);
        Assert.True(outcome.IsDone, outcome.Message);
        return outcome.Number;
    }

    private async Task<TicketDetail> FindAsync(Actor actor, int number) => (await new TicketQueries(floor.Contexts, floor.Clock).FindAsync(actor, number, Never))!;
}
