using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Editing;

namespace Monitor.Tests.Tickets;

public sealed class TicketFieldsTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private TicketEditDesk Edits => new(floor.Journal, floor.Work);

    private WatcherDesk Watchers => new(floor.Journal, floor.Work);

    private ChecklistDesk Checks => new(floor.Journal, floor.Work);

    [Fact]
    public async Task Impact_and_urgency_make_the_priority_until_somebody_sets_another_and_again_when_they_change()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var number = await OpenAsync(technician, w => w with { Priority = null, Impact = TicketLevel.High, Urgency = TicketLevel.High });
        Assert.Equal(TicketPriority.Urgent, (await FindAsync(technician, number)).Line.Priority);
        await EditAsync(technician, number, new TicketEdit { Priority = TicketPriority.Low });
        Assert.Equal(TicketPriority.Low, (await FindAsync(technician, number)).Line.Priority);
        await EditAsync(technician, number, new TicketEdit { Urgency = TicketLevel.Low });
        var ticket = await FindAsync(technician, number);
        Assert.Equal(TicketPriority.Medium, ticket.Line.Priority);
        Assert.Equal("Urgency: High → Low. Priority: Low → Medium.", ticket.Entries[^1].Text);
    }

    [Fact]
    public async Task What_an_end_user_may_not_choose_is_left_aside()
    {
        var (person, somebody) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.EndUser));
        var number = await OpenAsync(person, w => w with
        {
            Priority = TicketPriority.Urgent, Impact = TicketLevel.High, Urgency = TicketLevel.High, Tags = ["vip"], DueAt = floor.Clock.GetUtcNow().AddDays(1),
            RequesterUserId = somebody.UserId,
        });
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.Number == number);
        Assert.Equal((TicketPriority.Medium, TicketLevel.Medium, person.UserId, null), (ticket.Priority, ticket.Impact, ticket.RequesterUserId, ticket.DueAt));
        Assert.False(await db.TicketTags.AnyAsync(t => t.TicketId == ticket.Id));
        var change = await floor.Desk.OpenAsync(person, new NewTicket("x", "", null, null, Guid.NewGuid()) { Kind = TicketKind.Change }, Never);
        Assert.Equal(TicketResult.Invalid, change.Result);
    }

    [Fact]
    public async Task A_category_brings_its_team_and_its_fields_those_above_included()
    {
        var (technician, category) = (await floor.PersonAsync(Roles.Technician), await TestCategory.MakeAsync(floor));
        var refused = await floor.Desk.OpenAsync(technician, Wish() with { CategoryId = category.Below }, Never);
        Assert.Equal((TicketResult.Invalid, "“Room” is needed."), (refused.Result, refused.Message));
        var wrong = await floor.Desk.OpenAsync(technician, Wish() with { CategoryId = category.Below, Fields = new Dictionary<int, string> { [category.Room] = "r", [category.Pages] = "many" } }, Never);
        Assert.Contains("is a number", wrong.Message, StringComparison.Ordinal);
        var number = await OpenAsync(technician, w => w with { CategoryId = category.Below, Fields = new Dictionary<int, string> { [category.Room] = " 4.12 ", [category.Pages] = "12" } });
        var ticket = await FindAsync(technician, number);
        Assert.Equal((category.Team, "Hardware " + category.Run + " / Printer"), (ticket.Line.TeamId, ticket.Category));
        Assert.Equal([("Room", "4.12"), ("Pages", "12")], ticket.Fields.Select(f => (f.Name, f.Value)));
        await EditAsync(technician, number, new TicketEdit { Fields = new Dictionary<int, string> { [category.Pages] = "" } });
        Assert.Equal([("Room", "4.12"), ("Pages", "")], (await FindAsync(technician, number)).Fields.Select(f => (f.Name, f.Value)));
    }

    [Fact]
    public async Task What_a_ticket_holds_of_a_field_that_its_category_does_not_have_can_be_taken_away_and_nothing_else()
    {
        var (technician, category) = (await floor.PersonAsync(Roles.Technician), await TestCategory.MakeAsync(floor));
        var number = await OpenAsync(technician, w => w with { CategoryId = category.Below, Fields = new Dictionary<int, string> { [category.Room] = "4.12", [category.Pages] = "12" } });
        await EditAsync(technician, number, new TicketEdit { CategoryId = new SetTo<int?>(null) });
        Assert.Equal([("Room", true), ("Pages", true)], (await FindAsync(technician, number)).Fields.OrderByDescending(f => f.Name).Select(f => (f.Name, f.IsLeft)));
        Assert.Equal(TicketResult.Invalid, (await Edits.EditAsync(technician, New(number), Fill(category.Room, "5"), Never)).Result);
        await EditAsync(technician, number, Fill(category.Room, "4.12"));
        await EditAsync(technician, number, Fill(category.Room, ""));
        var ticket = await FindAsync(technician, number);
        Assert.Equal(("Pages", "Room: 4.12 → none."), (ticket.Fields.Single().Name, ticket.Entries[^1].Text));
        Assert.Equal(TicketResult.Invalid, (await Edits.EditAsync(technician, New(number), Fill(category.Room, ""), Never)).Result);

        static TicketEdit Fill(int field, string value) => new() { Fields = new Dictionary<int, string> { [field] = value } };
    }

    [Fact]
    public async Task A_mail_is_not_asked_for_fields()
    {
        var (person, category) = (await floor.PersonAsync(Roles.EndUser), await TestCategory.MakeAsync(floor));
        Assert.True((await floor.Desk.OpenAsync(person, Wish() with { CategoryId = category.Below, Source = TicketSource.Mail }, Never)).IsDone);
    }

    [Fact]
    public async Task A_template_fills_what_was_left_open_and_brings_its_checklist()
    {
        var (technician, person) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.EndUser));
        await using var db = floor.Db();
        var template = new TicketTemplate
        {
            Name = "New colleague " + Guid.NewGuid(), Kind = TicketKind.Request, Title = "New colleague", Description = "Name, day, room?", Impact = TicketLevel.High,
            Urgency = TicketLevel.Medium, Tags = ["onboarding"], Checks = ["Account", "Laptop"], IsPublic = true,
        };
        var hidden = new TicketTemplate { Name = "Hidden " + Guid.NewGuid() };
        db.TicketTemplates.AddRange(template, hidden);
        await db.SaveChangesAsync();
        var number = await OpenAsync(person, w => w with { Title = "", Description = "Ana, Monday", TemplateId = template.Id });
        var ticket = await FindAsync(technician, number);
        Assert.Equal(("New colleague", "Ana, Monday", TicketKind.Request, TicketPriority.High), (ticket.Line.Title, ticket.Description, ticket.Line.Kind, ticket.Line.Priority));
        Assert.Equal(["Account", "Laptop"], ticket.Checks.Select(c => c.Text));
        Assert.Equal(["onboarding"], ticket.Tags);
        Assert.Empty((await FindAsync(person, number)).Checks);
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.OpenAsync(person, Wish() with { TemplateId = hidden.Id }, Never)).Result);
        Assert.True((await Checks.TickAsync(technician, New(number), ticket.Checks[0].Id, true, Never)).IsDone);
        Assert.True((await Checks.AddAsync(technician, New(number), "Badge", Never)).IsDone);
        Assert.True((await Checks.RemoveAsync(technician, New(number), ticket.Checks[1].Id, Never)).IsDone);
        Assert.Equal([("Account", true), ("Badge", false)], (await FindAsync(technician, number)).Checks.Select(c => (c.Text, c.DoneAt is not null)));
    }

    [Fact]
    public async Task One_edit_changes_many_fields_or_none_and_audits_before_and_after()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var (first, second) = (await floor.HostAsync("edit-1"), await floor.HostAsync("edit-2"));
        var number = await OpenAsync(technician, w => w);
        var due = floor.Clock.GetUtcNow().AddDays(2);
        var edit = new TicketEdit
        {
            Title = "Both printers", Kind = TicketKind.Request, Tags = ["#Printer", " second floor "], HostIds = [first.Id, second.Id], DueAt = new SetTo<DateTimeOffset?>(due),
        };
        Assert.Equal(TicketResult.Invalid, (await Edits.EditAsync(technician, New(number), edit with { HostIds = [first.Id, 99_999_999] }, Never)).Result);
        Assert.Equal("Printer", (await FindAsync(technician, number)).Line.Title);
        await EditAsync(technician, number, edit);
        var ticket = await FindAsync(technician, number);
        Assert.Equal(("Both printers", TicketKind.Request, first.Id, due), (ticket.Line.Title, ticket.Line.Kind, ticket.Line.HostId, ticket.Line.DueAt));
        Assert.Equal(["printer", "second floor"], ticket.Tags);
        Assert.Equal(["edit-2"], ticket.MoreHosts.Select(h => h.Name));
        await using var db = floor.Db();
        var audit = await db.Audit.OrderByDescending(a => a.Id).FirstAsync(a => a.SubjectId == $"{number}");
        Assert.Contains("\"Title\": \"Printer\"", audit.Before, StringComparison.Ordinal);
        Assert.Contains("\"Title\": \"Both printers\"", audit.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_that_goes_to_another_team_leaves_an_assignee_who_is_not_in_it()
    {
        var (technician, lead) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Lead));
        await using var db = floor.Db();
        var (theirs, other) = (new Team { Name = "a" + Guid.NewGuid() }, new Team { Name = "b" + Guid.NewGuid() });
        db.Teams.AddRange(theirs, other);
        await db.SaveChangesAsync();
        db.TeamMembers.Add(new TeamMember { TeamId = theirs.Id, UserId = technician.UserId!.Value });
        await db.SaveChangesAsync();
        var number = await OpenAsync(technician, w => w);
        await floor.Desk.AssignAsync(technician, New(number), technician.UserId, Never);
        await EditAsync(lead, number, new TicketEdit { TeamId = new SetTo<int?>(theirs.Id) });
        Assert.Equal(technician.UserId, (await FindAsync(lead, number)).AssigneeUserId);
        await EditAsync(lead, number, new TicketEdit { TeamId = new SetTo<int?>(other.Id) });
        var ticket = await FindAsync(lead, number);
        Assert.Null(ticket.AssigneeUserId);
        Assert.Equal(other.Name, ticket.Line.Team);
    }

    [Fact]
    public async Task Fault_51_Two_who_write_the_description_lose_nothing_and_the_second_is_told_who_wrote_what()
    {
        var (anna, bert) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Lead));
        var number = await OpenAsync(anna, w => w with { Description = "It hums." });
        var began = ("Printer", "It hums.");
        Assert.True((await Edits.EditAsync(anna, New(number), new TicketEdit { Description = "It hums loudly.", Began = began }, Never)).IsDone);
        var seen = (await FindAsync(bert, number)).Entries[0].Id;
        var second = await Edits.EditAsync(bert, New(number) with { Seen = seen }, new TicketEdit { Description = "It hums at night.", Began = began }, Never);
        Assert.Equal(TicketResult.Conflict, second.Result);
        Assert.Contains("Technician: Description changed.", second.Message, StringComparison.Ordinal);
        Assert.Equal(["Description changed."], second.Since.Select(s => s.Text));
        Assert.Equal("It hums loudly.", (await FindAsync(bert, number)).Description);

        // What somebody else changed beside the text is no collision.
        Assert.True((await floor.Desk.PrioritiseAsync(anna, New(number), TicketPriority.High, Never)).IsDone);
        Assert.True((await Edits.EditAsync(bert, New(number), new TicketEdit { Description = "Both.", Began = ("Printer", "It hums loudly.") }, Never)).IsDone);
    }

    [Fact]
    public async Task Fault_51_A_change_that_is_based_on_an_older_version_is_refused_with_what_came_after()
    {
        var (anna, bert) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Lead));
        var number = await OpenAsync(anna, w => w);
        var looked = await FindAsync(bert, number);
        await floor.Desk.MoveAsync(anna, New(number), TicketState.Open, "", Never);
        await EditAsync(anna, number, new TicketEdit { Tags = ["x"] });
        var refused = await Edits.EditAsync(bert, New(number) with { Version = looked.Version, Seen = looked.Seen }, new TicketEdit { Kind = TicketKind.Change }, Never);
        Assert.Equal(TicketResult.Conflict, refused.Result);
        Assert.Equal(["State: New → Open.", "Tags: none → x."], refused.Since.Select(s => s.Text));
        Assert.Equal(TicketKind.Incident, (await FindAsync(bert, number)).Line.Kind);
    }

    [Fact]
    public async Task A_requester_puts_the_own_words_right_while_nobody_has_begun_and_nothing_else()
    {
        var (person, technician) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var number = await OpenAsync(person, w => w);
        Assert.True((await Edits.EditAsync(person, New(number), new TicketEdit { Title = "Printer, second floor" }, Never)).IsDone);
        Assert.Equal(TicketResult.Refused, (await Edits.EditAsync(person, New(number), new TicketEdit { Title = "x", Urgency = TicketLevel.High }, Never)).Result);
        await floor.Desk.MoveAsync(technician, New(number), TicketState.Open, "", Never);
        Assert.Equal(TicketResult.Refused, (await Edits.EditAsync(person, New(number), new TicketEdit { Title = "x" }, Never)).Result);
    }

    [Fact]
    public async Task A_closed_ticket_is_reopened_or_left_and_never_silently_changed()
    {
        var (technician, person) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.EndUser));
        var number = await OpenAsync(person, w => w);
        await floor.Desk.MoveAsync(technician, New(number), TicketState.Closed, "", Never);
        Assert.Equal(TicketResult.Invalid, (await Edits.EditAsync(technician, New(number), new TicketEdit { Title = "x" }, Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.CommentAsync(person, New(number), "Again!", false, Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.AssignAsync(technician, New(number), technician.UserId, Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await Watchers.WatchAsync(technician, New(number), technician.UserId!.Value, true, Never)).Result);
        var next = await floor.Desk.OpenAsync(person, Wish() with { FollowsNumber = number }, Never);
        Assert.Equal(number, (await FindAsync(technician, next.Number)).Relations.Links.Single().Other.Number);
        Assert.True((await floor.Desk.MoveAsync(technician, New(number), TicketState.Open, "", Never)).IsDone);
        Assert.True((await Edits.EditAsync(technician, New(number), new TicketEdit { Title = "x" }, Never)).IsDone);
        await using var db = floor.Db();
        Assert.Equal(1, (await db.Tickets.SingleAsync(t => t.Number == number)).ReopenedCount);
    }

    [Fact]
    public async Task Who_watches_is_oneself_or_chosen_by_those_who_work_and_always_somebody_who_may_see_it()
    {
        var (technician, viewer, person) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Viewer), await floor.PersonAsync(Roles.EndUser));
        var number = await OpenAsync(technician, w => w);
        Assert.True((await Watchers.WatchAsync(viewer, New(number), viewer.UserId!.Value, true, Never)).IsDone);
        Assert.Equal(TicketResult.Refused, (await Watchers.WatchAsync(viewer, New(number), technician.UserId!.Value, true, Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await Watchers.WatchAsync(technician, New(number), person.UserId!.Value, true, Never)).Result);
        Assert.True((await Watchers.WatchAsync(technician, New(number), technician.UserId!.Value, true, Never)).IsDone);
        Assert.Equal(2, (await FindAsync(technician, number)).Watchers.Count);

        // Eight at once who want the same get it, once.
        var lead = await floor.PersonAsync(Roles.Lead);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Watchers.WatchAsync(technician, New(number), lead.UserId!.Value, true, Never)));
        Assert.All(all, o => Assert.True(o.IsDone, o.Message));
        Assert.Equal(3, (await FindAsync(technician, number)).Watchers.Count);
        Assert.True((await Watchers.WatchAsync(technician, New(number), lead.UserId!.Value, false, Never)).IsDone);
        Assert.True((await Watchers.WatchAsync(person, New(await OpenAsync(person, w => w)), person.UserId!.Value, true, Never)).IsDone);
        Assert.Equal(TicketResult.NotFound, (await Watchers.WatchAsync(person, New(number), person.UserId!.Value, true, Never)).Result);
        Assert.True((await Watchers.WatchAsync(technician, New(number), viewer.UserId!.Value, false, Never)).IsDone);
        Assert.Equal([technician.UserId!.Value], (await FindAsync(technician, number)).Watchers.Select(w => w.UserId));
    }

    private static NewTicket Wish() => new("Printer", "", null, null, Guid.NewGuid());

    private static TicketCommand New(int number) => new(number, Guid.NewGuid());

    private async Task<int> OpenAsync(Actor actor, Func<NewTicket, NewTicket> change)
    {
        var outcome = await floor.Desk.OpenAsync(actor, change(Wish()), Never);
        Assert.True(outcome.IsDone, outcome.Message);
        return outcome.Number;
    }

    private async Task EditAsync(Actor actor, int number, TicketEdit edit)
    {
        var outcome = await Edits.EditAsync(actor, New(number), edit, Never);
        Assert.True(outcome.IsDone, outcome.Message);
    }

    private async Task<TicketDetail> FindAsync(Actor actor, int number) => (await new TicketQueries(floor.Contexts, floor.Clock).FindAsync(actor, number, Never))!;
}
