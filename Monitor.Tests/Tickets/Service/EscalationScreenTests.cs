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
        await PromiseAsync();
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

    /// <summary>Lets a little time pass at each look: what waits for the clock goes on.</summary>
    private Task SeesAsync(ILocator what) => Eventually.TrueAsync(async () =>
    {
        clocked.Clock.Advance(TimeSpan.FromMilliseconds(300));
        return await what.CountAsync() > 0;
    });

    private async Task PromiseAsync()
    {
        var admin = await Application.CreateUserAsync(Roles.Admin);
        await using var db = await TestAgent.OpenAsync(Application);
        var saved = await Application.Services.GetRequiredService<PolicyDesk>().SaveAsync(new Actor(admin.Id, admin.Name, admin.Role, ""), null, null, new PolicyWish
        {
            Name = "Desk", IsEnabled = true, CalendarId = await db.ServiceCalendars.Select(c => c.Id).FirstAsync(), FirstResponse = TimeSpan.FromHours(6),
            Steps = [SlaStage.Step(SlaClock.FirstResponse, -15, EscalationAction.TellLeads), SlaStage.Step(SlaClock.FirstResponse, 0, EscalationAction.RaisePriority)],
        }, Never);
        Assert.True(saved.IsDone, string.Join(' ', saved.Messages));
    }

    private async Task<int> OpenAsync(TestUser requester, TestUser lead)
    {
        await using var db = await TestAgent.OpenAsync(Application);
        var team = new Team { Name = "Desk" };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        db.TeamMembers.Add(new TeamMember { TeamId = team.Id, UserId = lead.Id, Role = TeamRole.Lead });
        await db.SaveChangesAsync();
        var opened = await Application.Services.GetRequiredService<TicketDesk>().OpenAsync(
            new Actor(requester.Id, requester.Name, requester.Role, ""), new NewTicket("Printer", "", TicketPriority.Medium, null, Guid.NewGuid()), Never);
        await db.Tickets.Where(t => t.Number == opened.Number).ExecuteUpdateAsync(set => set.SetProperty(t => t.TeamId, team.Id));
        return opened.Number;
    }
}
