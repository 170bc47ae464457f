using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Tickets;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Forecasting.Breaks;

namespace Monitor.Tests.Forecasting.Screens;

[Collection(Suite.Name)]
public sealed class ForecastScreenTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_lead_sees_past_band_and_limit_on_one_picture_every_horizon_in_a_table_and_asks_for_a_forecast()
    {
        using var stage = await ForecastStage.CreateAsync(application);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead));
        var page = screen.Page;
        await screen.GoAsync($"/hosts/{stage.Host.Id}?tab=forecast&series={stage.Cpu}");
        await Assertions.Expect(page.Locator(".chart-canvas polygon")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".chart-canvas .limit").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-figure=next4h]")).ToContainTextAsync("40 %");
        await Assertions.Expect(page.Locator("[data-horizon='60m']")).ToContainTextAsync("32 % to 48 %");
        await Assertions.Expect(page.Locator("[data-horizon='60m']")).ToContainTextAsync("fairly sure");
        await Assertions.Expect(page.Locator("[data-horizon]")).ToHaveCountAsync(ForecastHorizons.All.Count);

        await page.GetByRole(AriaRole.Button, new() { Name = "Forecast now" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = new("forecast|as new as it can be") }).First).ToBeVisibleAsync();

        await page.GetByLabel("Series").SelectOptionAsync($"{stage.Disk}");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"series={stage.Disk}"));
        await Assertions.Expect(page.GetByText("Still learning")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Until full" }).ClickAsync();
        await Assertions.Expect(page.Locator(".chart-canvas polygon")).ToHaveCountAsync(1);
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task What_will_break_comes_soonest_first_and_one_click_makes_one_ticket_also_when_two_people_click()
    {
        using var stage = await ForecastStage.CreateAsync(application);
        var user = await application.CreateUserAsync(Roles.Technician);
        await using var screen = await Screen.OpenAsync(browser, application, user);
        var page = screen.Page;
        await screen.GoAsync($"/forecasts?host={stage.Host.Id}");
        await Assertions.Expect(page.Locator("[data-break]")).ToHaveCountAsync(3);
        Assert.Equal([$"{stage.Cpu}", $"{stage.Disk}", $"{stage.Memory}"], await page.Locator("[data-break]").EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.break)"));
        await Assertions.Expect(page.Locator($"[data-break='{stage.Cpu}']")).ToContainTextAsync("very likely, 85 %");
        await Assertions.Expect(page.Locator($"[data-break='{stage.Cpu}'] svg.curve")).ToHaveCountAsync(1);
        foreach (var series in new[] { stage.Disk, stage.Cpu })
        {
            await page.Locator($"[data-break='{series}']").GetByRole(AriaRole.Button).ClickAsync();
            await Assertions.Expect(page.Locator($"[data-break='{series}'] a[href^='/tickets/']")).ToHaveCountAsync(1);
        }

        var tickets = application.Services.GetRequiredService<BreakTickets>();
        var actor = new Actor(user.Id, user.Name, user.Role, "");
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => tickets.OpenAsync(actor, new BreakKey(stage.Memory, null), CancellationToken.None)));
        Assert.Single(both.Select(o => (o.IsDone, o.Number)).Distinct());
        await Assertions.Expect(page.Locator($"[data-break='{stage.Memory}'] a[href^='/tickets/']")).ToHaveTextAsync($"#{both[0].Number}");
        await using (var db = await TestAgent.OpenAsync(application))
        {
            Assert.Equal(3, await db.Tickets.CountAsync(t => t.HostId == stage.Host.Id));
            var problem = await db.Problems.SingleAsync(p => p.Id == stage.ProblemId);
            var number = await db.Tickets.Where(t => t.Id == problem.TicketId).Select(t => t.Number).SingleAsync();
            Assert.Equal($"#{number}", await page.Locator($"[data-break='{stage.Cpu}'] a[href^='/tickets/']").InnerTextAsync());

            // Once the ticket is done, what is still foreseen gets another one.
            await db.Tickets.Where(t => t.Number == both[0].Number).ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TicketState.Closed));
            Assert.NotEqual(both[0].Number, (await tickets.OpenAsync(actor, new BreakKey(stage.Memory, null), CancellationToken.None)).Number);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "24 h" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-break]")).ToHaveCountAsync(1);
        await page.SetViewportSizeAsync(390, 844);
        await page.Locator("[data-break] a[href^='/tickets/']").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("CPU usage exceeds 90 %");
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task The_scoreboard_says_how_right_a_seeded_past_was_and_a_lead_compares_two_trainings_pins_and_goes_back()
    {
        using var stage = await ForecastStage.CreateAsync(application);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead));
        var page = screen.Page;
        await screen.GoAsync($"/forecasts/scores?host={stage.Host.Id}");
        await Assertions.Expect(page.Locator("[data-figure=graded]")).ToContainTextAsync("6");
        await Assertions.Expect(page.Locator("[data-figure=in80]")).ToContainTextAsync("75 %");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "By metric" })).ToContainTextAsync("50 % better");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "By metric" })).ToContainTextAsync("100 % worse");
        await Assertions.Expect(page.GetByText("No prediction has come to its end")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "By series" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.Locator(".chart-canvas polygon").First).ToBeVisibleAsync();

        await screen.GoAsync($"/forecasts/models?series={stage.Cpu}");
        await page.GetByLabel("Compare training 1, Theta").CheckAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("first="));
        await page.GetByLabel("Compare training 2, Adaptive blend").CheckAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Two trainings" })).ToContainTextAsync("the second is better");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pin", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-grid=Short] .status")).ToHaveTextAsync("pinned");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go back to training 1, Theta" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-grid=Short]")).ToContainTextAsync("went back to theta");
        await using var db = await TestAgent.OpenAsync(application);
        var choice = await db.ModelChoices.SingleAsync(c => c.SeriesId == stage.Cpu && c.Grid == ForecastGrid.Short);
        Assert.Equal((true, "theta"), (choice.IsPinned, choice.Champion));
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_viewer_has_no_button_that_changes_anything()
    {
        using var stage = await ForecastStage.CreateAsync(application);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        foreach (var (path, there, hidden) in new[]
        {
            ($"/hosts/{stage.Host.Id}?tab=forecast", "[data-horizon]", "Forecast now"), ($"/forecasts?host={stage.Host.Id}", "[data-break]", "Open a ticket"),
            ($"/forecasts/models?series={stage.Cpu}", "[data-run]", "Pin"),
        })
        {
            await screen.GoAsync(path);
            await Assertions.Expect(screen.Page.Locator(there).First).ToBeVisibleAsync();
            await Assertions.Expect(screen.Page.GetByRole(AriaRole.Button, new() { Name = hidden })).ToHaveCountAsync(0);
        }
    }
}
