using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Tickets;

[Collection(Suite.Name)]
public sealed class TicketEditScreenTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task An_administrator_makes_a_category_with_a_field_and_an_end_user_opens_a_ticket_of_it_on_a_phone()
    {
        var name = $"Doors {Guid.NewGuid():N}"[..14];
        await using (var admin = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin)))
        {
            await admin.GoAsync("/admin/tickets/categories");
            await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add a category" }).ClickAsync();
            await admin.Page.GetByLabel("Name").FillAsync(name);
            await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Assertions.Expect(admin.Page.GetByText("The category is added.")).ToBeVisibleAsync();
            await admin.GoAsync("/admin/tickets/fields");
            await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add a field" }).ClickAsync();
            await admin.Page.GetByLabel("Name").FillAsync("Room of " + name);
            await admin.Page.GetByLabel("Category", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = name });
            await admin.Page.GetByLabel("A person who opens a ticket has to fill it in").CheckAsync();
            await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).DblClickAsync();
            await Assertions.Expect(admin.Page.GetByText("The field is added.")).ToBeVisibleAsync();
            await Assertions.Expect(admin.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Room of " + name })).ToHaveCountAsync(1);
            await Assertions.Expect(admin.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
            Assert.Empty(admin.Complaints);
        }

        await using var phone = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.EndUser), width: 390);
        await phone.GoAsync("/tickets/new");
        await phone.Page.GetByLabel("What is wrong?").FillAsync("It does not open");
        await phone.Page.GetByLabel("What is it about?").SelectOptionAsync(new SelectOptionValue { Label = name });
        await phone.Page.GetByLabel("Room of " + name).FillAsync("4.12");
        await phone.Page.GetByLabel("Room of " + name).BlurAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Open the ticket" }).ClickAsync();
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Complementary, new() { Name = "Facts" }).GetByText("4.12")).ToBeVisibleAsync();
        await Assertions.Expect(phone.Page.GetByText("Impact")).ToHaveCountAsync(0);
        Assert.True(await phone.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);
        Assert.Empty(phone.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Fault_51_Two_technicians_write_the_same_description_and_the_second_sees_both_texts()
    {
        var number = await OpenAsync("Two at once");
        await using var anna = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await using var bert = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead));
        foreach (var (screen, text) in new[] { (anna, "Anna's words"), (bert, "Bert's words") })
        {
            await screen.GoAsync($"/tickets/{number}");
            await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Edit title and description" }).ClickAsync();
            await screen.Page.GetByLabel("Description").FillAsync(text);
        }

        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).First.ClickAsync();
        await Assertions.Expect(anna.Page.GetByText("Description changed.")).ToBeVisibleAsync();
        await Assertions.Expect(bert.Page.GetByText("Somebody else wrote here meanwhile.")).ToBeVisibleAsync();
        await Assertions.Expect(bert.Page.GetByRole(AriaRole.Alert).GetByText("Anna's words")).ToBeVisibleAsync();
        await Assertions.Expect(bert.Page.GetByLabel("Description")).ToHaveValueAsync("Bert's words");
        await using var db = application.Database.CreateDb();
        Assert.Equal("Anna's words", await db.Tickets.Where(t => t.Number == number).Select(t => t.Description).SingleAsync());
        Assert.Empty(bert.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_technician_lets_a_ticket_wait_sets_its_urgency_ticks_its_list_and_ties_it_to_another()
    {
        var (number, other) = (await OpenAsync("Waits"), await OpenAsync("The other one"));
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await screen.GoAsync($"/tickets/{number}");
        await screen.Page.GetByLabel("Urgency").SelectOptionAsync("High");
        await Assertions.Expect(screen.Page.GetByText("Urgency: Medium → High. Priority: Medium → High.")).ToBeVisibleAsync();
        await screen.Page.GetByLabel("A line for the checklist").FillAsync("Look at it");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await screen.Page.GetByLabel("Look at it", new() { Exact = true }).CheckAsync();
        await Assertions.Expect(screen.Page.GetByText("Checklist 1 of 1")).ToBeVisibleAsync();
        await screen.Page.GetByLabel("Number of the other ticket").FillAsync($"{other}");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Link, new() { Name = $"#{other} The other one" })).ToBeVisibleAsync();
        var tags = screen.Page.GetByLabel("Tags");
        var tooLong = new string('x', TicketTag.TagLength + 1);
        await tags.FillAsync("printer, " + tooLong);
        await screen.Page.EvaluateAsync("window.scrollTo(0, document.body.scrollHeight)");
        await tags.EvaluateAsync("box => box.dispatchEvent(new Event('change', { bubbles: true }))");
        var refusal = screen.Page.GetByRole(AriaRole.Alert);
        await Assertions.Expect(refusal).ToBeInViewportAsync();
        await Assertions.Expect(tags).ToHaveValueAsync("printer, " + tooLong);
        await Assertions.Expect(tags).ToHaveAttributeAsync("aria-invalid", "true");
        await tags.FillAsync("Printer");
        await tags.BlurAsync();
        await Assertions.Expect(refusal).ToHaveCountAsync(0);
        await Assertions.Expect(tags).ToHaveValueAsync("printer");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Wait", Exact = true }).ClickAsync();
        await screen.Page.GetByRole(AriaRole.Form, new() { Name = "Wait" }).GetByRole(AriaRole.Button, new() { Name = "Wait", Exact = true }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByText("State: New → Pending, waiting for the requester.")).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task What_is_clicked_while_another_change_is_under_way_is_done_after_it()
    {
        var number = await OpenAsync("Many clicks");
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await screen.GoAsync($"/tickets/{number}");
        var card = screen.Page.GetByRole(AriaRole.Region, new() { Name = "Checklist" });
        foreach (var text in new[] { "First", "Second", "Third" })
        {
            await card.GetByLabel("A line for the checklist").FillAsync(text);
            await card.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();

            // It is there as soon as somebody knows of it, and can be clicked once the act that made it is over.
            await Assertions.Expect(card.GetByRole(AriaRole.Checkbox, new() { Name = text })).ToBeEnabledAsync();
        }

        await card.EvaluateAsync("card => card.querySelectorAll('[type=checkbox]').forEach(box => box.click())");
        await Assertions.Expect(card.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Checklist 3 of 3");
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_technician_opens_a_ticket_for_who_called_and_says_afterwards_which_host_it_is_about()
    {
        var (caller, run) = (await application.CreateUserAsync(Roles.EndUser), Guid.NewGuid().ToString("N")[..8]);
        await using var db = application.Database.CreateDb();
        db.Hosts.Add(new Host { Name = "till-" + run, Key = Guid.NewGuid(), GroupId = HostGroup.FleetId, CreatedAt = TimeProvider.System.GetUtcNow() });
        await db.SaveChangesAsync();
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await screen.GoAsync("/tickets/new");
        await screen.Page.GetByLabel("What is wrong?").FillAsync("The till is dark " + run);
        await screen.Page.GetByLabel("For whom").FillAsync("nobody of this name");
        await screen.Page.GetByLabel("For whom").BlurAsync();
        await Assertions.Expect(screen.Page.GetByText("Choose one of the names that are offered while you type.", new() { Exact = true })).ToBeVisibleAsync();
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Open the ticket" }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByText("Nobody is called “nobody of this name”.")).ToBeInViewportAsync();
        await screen.GoAsync("/tickets/new");
        await Assertions.Expect(screen.Page.GetByText("What you had begun is here again")).ToBeVisibleAsync();
        await Assertions.Expect(screen.Page.GetByLabel("What is wrong?")).ToHaveValueAsync("The till is dark " + run);
        await screen.Page.GetByLabel("For whom").FillAsync(caller.Name);
        await screen.Page.GetByLabel("For whom").BlurAsync();
        await Assertions.Expect(screen.Page.GetByLabel("For whom")).ToHaveValueAsync($"Test EndUser ({caller.Name})");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Open the ticket" }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByLabel("Requester", new() { Exact = true })).ToHaveValueAsync("Test EndUser");
        await screen.Page.GetByLabel("Add a host").FillAsync("TILL-" + run);
        await screen.Page.GetByLabel("Add a host").BlurAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Link, new() { Name = "till-" + run })).ToBeVisibleAsync();
        var ticket = await db.Tickets.AsNoTracking().SingleAsync(t => t.Title == "The till is dark " + run);
        Assert.Equal(caller.Id, ticket.RequesterUserId);
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = $"Not about till-{run}" }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Link, new() { Name = "till-" + run })).ToHaveCountAsync(0);
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task What_is_cleared_in_the_form_does_not_come_back_from_the_template_and_a_choice_taken_off_the_list_is_still_shown()
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        await using var db = application.Database.CreateDb();
        var (team, kept, retired) = (new Team { Name = "Team " + run }, new TicketCategory { Name = "Kept " + run }, new TicketCategory { Name = "Gone " + run, RetiredAt = TimeProvider.System.GetUtcNow() });
        db.AddRange(team, kept, retired);
        await db.SaveChangesAsync();
        var colour = new TicketField { Name = "Colour " + run, Kind = TicketFieldKind.Choice, Choices = ["Red", "Blue"], CategoryId = kept.Id };
        db.AddRange(colour, Template("Full " + run, kept.Id), Template("Old " + run, retired.Id));
        await db.SaveChangesAsync();
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await BeginAsync("Full " + run, "Cleared " + run);
        await screen.Page.GetByLabel("What happened, since when, what have you tried?").FillAsync("");
        await screen.Page.GetByLabel("What is it about?").SelectOptionAsync(new SelectOptionValue { Label = "I do not know" });
        await screen.Page.GetByLabel("Team", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Value = "" });
        await SendAsync("Cleared " + run);
        await BeginAsync("Old " + run, "Retired " + run);
        await SendAsync("Retired " + run);
        await BeginAsync("Full " + run, "Red " + run);
        await screen.Page.GetByLabel("Colour " + run).SelectOptionAsync("Red");
        await SendAsync("Red " + run);
        var opened = await db.Tickets.AsNoTracking().Where(t => t.Title.EndsWith(run)).OrderBy(t => t.Number).ToListAsync();
        Assert.Equal([("", null, null), ("It is dark.", null, team.Id), ("It is dark.", kept.Id, team.Id)], opened.Select(t => (t.Description, t.CategoryId, t.TeamId)));

        colour.Choices = ["Blue"];
        await db.SaveChangesAsync();
        await screen.GoAsync($"/tickets/{opened[2].Number}");
        await Assertions.Expect(screen.Page.GetByLabel("Colour " + run)).ToHaveValueAsync("Red");
        colour.RetiredAt = TimeProvider.System.GetUtcNow();
        await db.SaveChangesAsync();
        await screen.GoAsync($"/tickets/{opened[2].Number}");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Remove Colour " + run }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByText($"Colour {run}: Red → none.")).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);

        TicketTemplate Template(string name, int category) => new() { Name = name, Title = name, Description = "It is dark.", CategoryId = category, TeamId = team.Id };

        async Task BeginAsync(string template, string title)
        {
            await screen.GoAsync("/tickets/new");
            await screen.Page.GetByLabel("Begin with").SelectOptionAsync(new SelectOptionValue { Label = template });
            await Assertions.Expect(screen.Page.GetByLabel("What is wrong?")).ToHaveValueAsync(template);
            await screen.Page.GetByLabel("What is wrong?").FillAsync(title);
        }

        async Task SendAsync(string title)
        {
            await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Open the ticket" }).ClickAsync();
            await Assertions.Expect(screen.Page.GetByRole(AriaRole.Heading, new() { Name = title })).ToBeVisibleAsync();
        }
    }

    [NeedsFact(Chromium.Program)]
    public async Task The_form_of_waiting_offers_no_requester_where_there_is_none_and_begins_with_what_the_ticket_waits_for()
    {
        var desk = application.Services.GetRequiredService<TicketDesk>();
        var number = (await desk.OpenAsync(Actor.System, new NewTicket("Monitor's own", "", null, null, Guid.NewGuid()), CancellationToken.None)).Number;
        var until = TimeProvider.System.GetUtcNow().AddDays(30).ToString("yyyy-MM-dd'T'08:30", CultureInfo.InvariantCulture);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await screen.GoAsync($"/tickets/{number}");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Wait", Exact = true }).ClickAsync();
        var form = screen.Page.GetByRole(AriaRole.Form, new() { Name = "Wait" });
        await Assertions.Expect(form.GetByRole(AriaRole.Button, new() { Name = "A vendor" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(form.GetByRole(AriaRole.Button, new() { Name = "The requester" })).ToHaveCountAsync(0);
        await form.GetByRole(AriaRole.Button, new() { Name = "A date" }).ClickAsync();
        await form.GetByLabel("Until").FillAsync(until);
        await form.GetByRole(AriaRole.Button, new() { Name = "Wait", Exact = true }).ClickAsync();
        await Assertions.Expect(form).ToHaveCountAsync(0);
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Change what it waits for" }).ClickAsync();
        await Assertions.Expect(form.GetByRole(AriaRole.Button, new() { Name = "A date" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(form.GetByLabel("Until")).ToHaveValueAsync(until);
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Who_sees_a_part_of_the_hosts_only_adds_and_removes_those_and_leaves_the_one_in_front()
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        await using var db = application.Database.CreateDb();
        var group = new HostGroup { Name = "branch " + run, ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var (front, near) = (NewHost("front-" + run, HostGroup.FleetId), NewHost("near-" + run, group.Id));
        db.Hosts.AddRange(front, near);
        await db.SaveChangesAsync();
        var (number, technician) = (await OpenAsync("Two branches"), await application.CreateUserAsync(Roles.Technician, groups: [group.Id]));
        await db.Tickets.Where(t => t.Number == number).ExecuteUpdateAsync(set => set.SetProperty(t => t.HostId, front.Id).SetProperty(t => t.AssigneeUserId, technician.Id));
        await using var screen = await Screen.OpenAsync(browser, application, technician);
        await screen.GoAsync($"/tickets/{number}");
        var facts = screen.Page.GetByRole(AriaRole.Complementary, new() { Name = "Facts" });
        await Assertions.Expect(facts.GetByText(front.Name)).ToBeVisibleAsync();
        await Assertions.Expect(facts.GetByRole(AriaRole.Button, new() { Name = $"Not about {front.Name}" })).ToHaveCountAsync(0);
        await facts.GetByLabel("Add a host").FillAsync(near.Name);
        await facts.GetByLabel("Add a host").BlurAsync();
        await Assertions.Expect(facts.GetByRole(AriaRole.Link, new() { Name = near.Name })).ToBeVisibleAsync();
        await facts.GetByRole(AriaRole.Button, new() { Name = $"Not about {near.Name}" }).ClickAsync();
        await Assertions.Expect(facts.GetByRole(AriaRole.Link, new() { Name = near.Name })).ToHaveCountAsync(0);
        Assert.Equal(front.Id, await db.Tickets.Where(t => t.Number == number).Select(t => t.HostId).SingleAsync());
        Assert.Empty(screen.Complaints);

        static Host NewHost(string name, int groupId) => new() { Name = name, Key = Guid.NewGuid(), GroupId = groupId, CreatedAt = TimeProvider.System.GetUtcNow() };
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_requester_follows_a_closed_ticket_with_a_new_one_and_the_two_are_linked()
    {
        var person = await application.CreateUserAsync(Roles.EndUser);
        var desk = application.Services.GetRequiredService<TicketDesk>();
        var me = new Actor(person.Id, person.Name, person.Role, "");
        var first = (await desk.OpenAsync(me, new NewTicket("It was over", "", null, null, Guid.NewGuid()), CancellationToken.None)).Number;
        Assert.True((await desk.MoveAsync(Actor.System, new TicketCommand(first, Guid.NewGuid()), TicketState.Closed, "", CancellationToken.None)).IsDone);
        await using var screen = await Screen.OpenAsync(browser, application, person);
        await screen.GoAsync($"/tickets/{first}");
        await Assertions.Expect(screen.Page.GetByLabel("Reply", new() { Exact = true })).ToHaveCountAsync(0);
        await screen.Page.GetByRole(AriaRole.Link, new() { Name = "open a new one that follows it" }).ClickAsync();
        await screen.Page.GetByLabel("What is wrong?").FillAsync("It is back");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Open the ticket" }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Heading, new() { Name = "It is back" })).ToBeVisibleAsync();
        await using var db = application.Database.CreateDb();
        Assert.True(await db.TicketLinks.AnyAsync(l => db.Tickets.Any(t => t.Id == l.OtherId && t.Number == first)));
        Assert.Empty(screen.Complaints);
    }

    private async Task<int> OpenAsync(string title)
    {
        var person = await application.CreateUserAsync(Roles.EndUser);
        var outcome = await application.Services.GetRequiredService<TicketDesk>().OpenAsync(
            new Actor(person.Id, person.Name, person.Role, ""), new NewTicket(title, "", TicketPriority.Medium, null, Guid.NewGuid()), CancellationToken.None);
        return outcome.Number;
    }
}
