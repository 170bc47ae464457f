using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Browser;

/// <summary>What the product is for, as one person does it: from signing in to a closed ticket.</summary>
[Collection(Suite.Name)]
public sealed class WholeChainTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task Sign_in_see_a_chart_move_set_a_limit_of_1_percent_see_the_ticket_come_and_work_it_to_closed()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(13.8, 20, 30, 1000, 2000);
        var admin = await application.CreateUserAsync(Roles.Admin);
        await using var screen = await Screen.OpenAsync(browser, application, user: null);
        var page = screen.Page;
        await page.VisitAsync(new Uri(application.Address, $"/hosts/{host.Id}?every=1").ToString());
        await page.GetByLabel("User name").FillAsync(admin.Name);
        await page.GetByLabel("Password").FillAsync(TestUser.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        // Signed in and back on the page that was asked for; the curve moves.
        await page.Locator("html[data-live='true']").WaitForAsync();
        await page.Locator(".apexcharts-line-series").First.WaitForAsync();
        await Eventually.TrueAsync(async () =>
        {
            await host.ReportAsync(13.8, 20, 30, 1000, 2000);
            return await page.EvaluateAsync<int>("() => window.monitorPaint.milliseconds.length") >= 2;
        });

        // A limit of 1 % for this host.
        await screen.GoAsync($"/admin/rules/cpu-high?host={host.Id}");
        var form = page.GetByRole(AriaRole.Form, new() { Name = "For a group or a host" });
        await form.GetByLabel("Group or host").SelectOptionAsync(new SelectOptionValue { Label = host.Name });
        await form.GetByLabel("Limit (%)").First.FillAsync("1");
        await form.GetByLabel("For", new() { Exact = true }).FillAsync("0 s");
        await form.GetByLabel("Why it differs").FillAsync("A test of the whole chain");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save the override" }).ClickAsync();
        await Expect(page.GetByText(new Regex("limit 1 %"))).ToBeVisibleAsync();

        // The ticket comes to the open list by itself.
        await screen.GoAsync("/tickets");
        var ticket = page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("CPU usage 13\\.8 % exceeded the limit of 1 %") });
        await Eventually.TrueAsync(async () =>
        {
            await host.ReportAsync(13.8, 20, 30, 1000, 2000);
            return await ticket.CountAsync() > 0;
        });
        await host.ReportAsync(13.8, 20, 30, 1000, 2000);
        Assert.Equal(1, await ticket.CountAsync());

        // Worked to Closed.
        await ticket.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start work", Exact = true }).ClickAsync();
        await Expect(page.GetByText(new Regex("^State: \\w+ → Open"))).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();

        // Its problem still fires, so a reason is asked for.
        await page.GetByLabel("Reason").FillAsync("The limit was a test.");
        await page.Locator(".reason button.primary").ClickAsync();
        await Expect(page.GetByText(new Regex("^State: \\w+ → Closed"))).ToBeVisibleAsync();

        await using var db = await TestAgent.OpenAsync(application);
        Assert.Equal(1, await db.Tickets.CountAsync(t => t.HostId == host.Id));
        Assert.Empty(screen.Complaints);
    }
}
