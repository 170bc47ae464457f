using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Tickets;

[Collection(Suite.Name)]
public sealed class TicketScreenTests(TestApplication application, Chromium browser)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 60_000 };

    [NeedsFact(Chromium.Program)]
    public async Task A_new_ticket_appears_on_an_open_list_and_in_the_bell_without_a_reload()
    {
        var page = await PageAsync(await application.CreateUserAsync(Roles.Technician));
        await page.VisitAsync(new Uri(application.Address, "tickets").ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tickets" })).ToBeVisibleAsync(Patient);
        await InteractiveAsync(page);
        var title = $"Appears {Guid.NewGuid():N}";
        await OpenAsync(title);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = title })).ToBeVisibleAsync(Patient);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^News, \\d+ unread$") }).ClickAsync();
        await Assertions.Expect(page.Locator(".bell").GetByText(new Regex($"^New ticket #\\d+ {title}$"))).ToBeVisibleAsync(Patient);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "News", Exact = true })).ToBeVisibleAsync(Patient);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_technician_takes_a_ticket_and_works_it_to_closed()
    {
        var number = await OpenAsync("From new to closed");
        var page = await PageAsync(await application.CreateUserAsync(Roles.Technician));
        await page.VisitAsync(new Uri(application.Address, $"tickets/{number}").ToString());
        await InteractiveAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Assigned to Test Technician.")).ToBeVisibleAsync(Patient);
        await page.GetByLabel("Reply", new() { Exact = true }).FillAsync("<b>Looked</b> at it");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the reply" }).ClickAsync();
        await Assertions.Expect(page.GetByText("<b>Looked</b> at it")).ToBeVisibleAsync(Patient);
        foreach (var (verb, state) in new[] { ("Start work", "Open"), ("Resolve", "Resolved"), ("Close", "Closed") })
        {
            await page.GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
            await Assertions.Expect(page.GetByText(new Regex($"^State: \\w+ → {state}\\.$"))).ToBeVisibleAsync(Patient);
        }

        await using var db = await TestAgent.OpenAsync(application);
        Assert.Equal(TicketState.Closed, (await db.Tickets.SingleAsync(t => t.Number == number)).State);
    }

    [NeedsFact(Chromium.Program)]
    public async Task An_end_user_opens_a_ticket_in_the_portal_and_sees_no_controls_of_the_service_desk()
    {
        var page = await PageAsync(await application.CreateUserAsync(Roles.EndUser));
        await page.VisitAsync(new Uri(application.Address, "tickets/new").ToString());
        await InteractiveAsync(page);
        await page.GetByLabel("What is wrong?").FillAsync("No sound");
        await page.GetByLabel("What is wrong?").BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the ticket" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("^#\\d+ No sound$") })).ToBeVisibleAsync(Patient);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Resolve" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByText("Internal note")).ToHaveCountAsync(0);
    }

    [NeedsFact(Chromium.Program)]
    public async Task An_administrator_sets_a_limit_for_one_host_and_sees_where_it_comes_from()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var page = await PageAsync(await application.CreateUserAsync(Roles.Admin));
        await page.VisitAsync(new Uri(application.Address, $"admin/rules/cpu-high?host={agent.Host.Id}").ToString());
        await InteractiveAsync(page);
        var form = page.GetByRole(AriaRole.Form, new() { Name = "For a group or a host" });
        await form.GetByLabel("Group or host").SelectOptionAsync(new SelectOptionValue { Label = agent.Host.Name });
        var limit = form.GetByLabel("Warning: Limit (%)");
        await limit.FillAsync("nonsense");
        await form.GetByLabel("Why it differs").FillAsync("A test of limits");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save the override" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The limit is a number with a point, such as 12.5.")).ToBeVisibleAsync(Patient);
        await limit.FillAsync("1");
        await form.GetByLabel("For", new() { Exact = true }).FillAsync("10 s");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save the override" }).ClickAsync();
        await Assertions.Expect(page.GetByText(new Regex("limit 1 %.*for 10 s"))).ToBeVisibleAsync(Patient);
        await Assertions.Expect(page.Locator("tr", new() { HasText = agent.Host.Name }).GetByText(new Regex("^Warning 1 %\\s+host$"))).ToBeVisibleAsync(Patient);
    }

    [NeedsFact(Chromium.Program)]
    public async Task An_administrator_runs_a_job_now()
    {
        var page = await PageAsync(await application.CreateUserAsync(Roles.Admin));
        await page.VisitAsync(new Uri(application.Address, "admin/jobs?job=RetentionJob").ToString());
        await InteractiveAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("the last runs$") })).ToBeInViewportAsync();
        await page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("Retention of samples") }).GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Assertions.Expect(page.GetByText(new Regex("^Run by hand"))).ToBeVisibleAsync(Patient);
    }

    private async Task<int> OpenAsync(string title)
    {
        var desk = application.Services.GetRequiredService<TicketDesk>();
        var person = await application.CreateUserAsync(Roles.EndUser);
        var outcome = await desk.OpenAsync(
            new Actor(person.Id, person.Name, person.Role, ""), new NewTicket(title, "", TicketPriority.Medium, null, Guid.NewGuid()), CancellationToken.None);
        return outcome.Number;
    }

    private async Task<IPage> PageAsync(TestUser user)
    {
        var context = await browser.OpenAsync();
        await context.AddCookiesAsync([await application.SessionCookieAsync(user)]);
        return await context.NewPageAsync();
    }

    /// <summary>The page is drawn before its circuit is there; the frame says when it is.</summary>
    private static Task InteractiveAsync(IPage page) => page.Locator("html[data-live='true']").WaitForAsync(new() { Timeout = 60_000 });
}
