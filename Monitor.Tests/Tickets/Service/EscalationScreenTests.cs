using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Metrics;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Service.Admin;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Tickets.Service;

/// <summary>The whole chain: the job of the scheduler, the ladder, the entry, the notice, and a page that stays open; only the clock is a test's.</summary>
public sealed class EscalationScreenTests(ClockedApplication clocked, Chromium browser) : IClassFixture<ClockedApplication>, IClassFixture<Chromium>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private TestApplication Application => clocked.Application;

    [NeedsFact(Chromium.Program)]
    public async Task A_ticket_escalates_by_its_service_level_and_the_open_page_shows_it_without_a_reload()
    {
        var (requester, lead) = (await Application.CreateUserAsync(Roles.EndUser), await Application.CreateUserAsync(Roles.Lead));
        await PromiseAsync(new PolicyWish
        {
            Name = "Desk", CalendarId = 0, FirstResponse = TimeSpan.FromHours(6),
            Steps = [SlaStage.Step(SlaClock.FirstResponse, -15, EscalationAction.TellLeads), SlaStage.Step(SlaClock.FirstResponse, 0, EscalationAction.RaisePriority)],
        });
        var number = await OpenAsync(requester, lead);
        await using var screen = await Screen.OpenAsync(browser, Application, lead);
        await screen.GoAsync($"/tickets/{number}");
        var page = screen.Page;
        await page.EvaluateAsync("() => { window.sameDocument = true; }");
        var (clocks, history) = (page.GetByRole(AriaRole.Region, new() { Name = "Promises" }), page.GetByRole(AriaRole.Region, new() { Name = "Conversation and history" }));
        await Expect(clocks.Locator("monitor-countdown[data-tone=calm]")).ToContainTextAsync("due in");

        clocked.Clock.Advance(TimeSpan.FromMinutes(345));
        await SeesAsync(history.GetByText("told the leads (Test Lead)"));
        await SeesAsync(clocks.Locator("monitor-countdown[data-tone=soon]"));
        await Expect(clocks.Locator("monitor-countdown")).ToContainTextAsync("due soon, in");
        clocked.Clock.Advance(TimeSpan.FromMinutes(20));
        await SeesAsync(history.GetByText("priority Medium → High"));
        await SeesAsync(clocks.Locator("monitor-countdown[data-tone=late]"));
        await Expect(clocks.Locator("monitor-countdown")).ToContainTextAsync("late by");
        await SeesAsync(page.Locator(".bell .count"));
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^News") }).ClickAsync();
        await SeesAsync(page.GetByRole(AriaRole.Region, new() { Name = "News" }).GetByText("First response is due"));
        Assert.True(await page.EvaluateAsync<bool>("() => window.sameDocument === true"));
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_ticket_goes_from_a_phone_over_triage_an_answer_and_a_late_promise_to_its_solution_and_its_rating()
    {
        var (requester, technician, lead) = (await Application.CreateUserAsync(Roles.EndUser), await Application.CreateUserAsync(Roles.Technician), await Application.CreateUserAsync(Roles.Lead));
        var (customers, team) = (await TeamAsync("Tills", (requester, TeamRole.Member)), await TeamAsync("Front desk", (technician, TeamRole.Member), (lead, TeamRole.Lead)));
        await PromiseAsync(new PolicyWish
        {
            Name = "Tills", CalendarId = 0, RequesterTeamId = customers, FirstResponse = TimeSpan.FromHours(1), Resolution = TimeSpan.FromHours(4),
            Steps = [SlaStage.Step(SlaClock.Resolution, -15, EscalationAction.TellLeads), SlaStage.Step(SlaClock.Resolution, 0, EscalationAction.RaisePriority)],
        });
        await using var phone = await Screen.OpenAsync(browser, Application, requester, width: 390);
        await using var desk = await Screen.OpenAsync(browser, Application, technician);
        var (asking, page) = (phone.Page, desk.Page);

        await phone.GoAsync("/tickets/new");
        await asking.GetByLabel("What is wrong?").FillAsync("The till is dark");
        await asking.GetByLabel("What happened, since when").FillAsync("Since this morning");
        await asking.GetByRole(AriaRole.Button, new() { Name = "Open the ticket" }).ClickAsync();
        await SeesAsync(asking.GetByText("Received.", new() { Exact = true }));
        await FitsAsync(phone);

        await desk.GoAsync("/tickets");
        await page.GetByRole(AriaRole.Link, new() { Name = "The till is dark" }).ClickAsync();
        var (clocks, history) = (page.GetByRole(AriaRole.Region, new() { Name = "Promises" }), page.GetByRole(AriaRole.Region, new() { Name = "Conversation and history" }));
        await page.GetByLabel("Urgency", new() { Exact = true }).SelectOptionAsync("High");
        await SeesAsync(history.GetByText("Priority: Medium → High."));
        await page.GetByLabel("Team", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Front desk" });
        await SeesAsync(history.GetByText(new Regex("^Team: .*Front desk")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it" }).ClickAsync();
        await SeesAsync(history.GetByText("Assigned to Test Technician."));
        await Expect(clocks.Locator("monitor-countdown")).ToHaveCountAsync(2);

        await page.GetByLabel("Reply", new() { Exact = true }).FillAsync("Unplug it and plug it in again.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the reply" }).ClickAsync();
        await SeesAsync(asking.GetByText("Unplug it and plug it in again."));
        await SeesAsync(clocks.GetByText("First response"));
        await Expect(clocks.Locator("monitor-countdown")).ToHaveCountAsync(1);

        clocked.Clock.Advance(TimeSpan.FromMinutes(226));
        await SeesAsync(history.GetByText("told the leads (Test Lead)"));
        clocked.Clock.Advance(TimeSpan.FromMinutes(20));
        await SeesAsync(history.GetByText("priority High → Urgent"));
        await SeesAsync(clocks.Locator("monitor-countdown[data-tone=late]"));
        Assert.Equal(0, await asking.GetByText(new Regex("told the leads|→ Urgent")).CountAsync()); // the desk's own affair

        await page.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync();
        await SeesAsync(asking.GetByText("Solved.", new() { Exact = true }));
        await FitsAsync(phone);
        await asking.GetByRole(AriaRole.Button, new() { Name = "Rate it" }).ClickAsync();
        await asking.GetByRole(AriaRole.Button, new() { Name = "Very good" }).ClickAsync();
        await Expect(asking.GetByRole(AriaRole.Heading, new() { Name = "Thank you" })).ToBeVisibleAsync();
        await FitsAsync(phone);
        await SeesAsync(history.GetByText("Rated 5 of 5: very good."));

        await using var db = await TestAgent.OpenAsync(Application);
        var ticket = await db.Tickets.SingleAsync(t => t.RequesterUserId == requester.Id);
        Assert.Equal((TicketState.Resolved, TicketPriority.Urgent, technician.Id, team), (ticket.State, ticket.Priority, ticket.AssigneeUserId, ticket.TeamId));
        Assert.Equal(2, await db.EscalationFirings.CountAsync(f => f.TicketId == ticket.Id));
        Assert.Empty(phone.Complaints);
        Assert.Empty(desk.Complaints);
    }

    /// <summary>Lets a little time pass at each look: what waits for the clock goes on.</summary>
    private Task SeesAsync(ILocator what) => Eventually.TrueAsync(async () =>
    {
        clocked.Clock.Advance(TimeSpan.FromMilliseconds(300));
        return await what.CountAsync() > 0;
    });

    private static async Task FitsAsync(Screen screen) => Assert.True(await screen.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);

    /// <summary>Round the clock, and before the promises that other tests have made.</summary>
    private async Task PromiseAsync(PolicyWish wish)
    {
        var admin = await Application.CreateUserAsync(Roles.Admin);
        var (desk, actor) = (Application.Services.GetRequiredService<PolicyDesk>(), new Actor(admin.Id, admin.Name, admin.Role, ""));
        await using var db = await TestAgent.OpenAsync(Application);
        var saved = await desk.SaveAsync(actor, null, null, wish with { IsEnabled = true, CalendarId = await db.ServiceCalendars.Select(c => c.Id).FirstAsync() }, Never);
        Assert.True(saved.IsDone, string.Join(' ', saved.Messages));
        for (var others = await db.SlaPolicies.CountAsync(); wish.RequesterTeamId is not null && others > 0; others--)
        {
            await desk.MoveAsync(actor, saved.Id, up: true, Never);
        }
    }

    private async Task<int> TeamAsync(string name, params (TestUser User, TeamRole Role)[] members)
    {
        await using var db = await TestAgent.OpenAsync(Application);
        var team = new Team { Name = name };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        db.TeamMembers.AddRange(members.Select(m => new TeamMember { TeamId = team.Id, UserId = m.User.Id, Role = m.Role }));
        await db.SaveChangesAsync();
        return team.Id;
    }

    private async Task<int> OpenAsync(TestUser requester, TestUser lead)
    {
        var teamId = await TeamAsync("Desk", (lead, TeamRole.Lead));
        await using var db = await TestAgent.OpenAsync(Application);
        var opened = await Application.Services.GetRequiredService<TicketDesk>().OpenAsync(
            new Actor(requester.Id, requester.Name, requester.Role, ""), new NewTicket("Printer", "", TicketPriority.Medium, null, Guid.NewGuid()), Never);
        await db.Tickets.Where(t => t.Number == opened.Number).ExecuteUpdateAsync(set => set.SetProperty(t => t.TeamId, teamId));
        return opened.Number;
    }
}
