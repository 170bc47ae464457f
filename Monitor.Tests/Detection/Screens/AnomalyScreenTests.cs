using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;

namespace Monitor.Tests.Detection.Screens;

[Collection(Suite.Name)]
public sealed class AnomalyScreenTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_technician_calls_an_anomaly_normal_here_from_the_list_another_real_on_its_page_and_finds_what_made_it()
    {
        using var stage = await AnomalyScreenStage.CreateAsync(application);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        var page = screen.Page;
        await screen.GoAsync($"/anomalies?host={stage.Host.Id}");
        await Assertions.Expect(page.Locator("[data-anomaly]")).ToHaveCountAsync(3);
        var row = page.Locator($"[data-anomaly='{stage.OfSeries.Id}']");
        await Assertions.Expect(row).ToContainTextAsync("where 20 % to 40 % was expected");
        await Assertions.Expect(row).ToContainTextAsync("marks the chart");
        await Assertions.Expect(row.Locator("svg polyline")).Not.ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator($"[data-anomaly='{stage.Held.Id}']")).ToContainTextAsync("held back: maintenance");
        await row.GetByRole(AriaRole.Button, new() { Name = "Normal here" }).ClickAsync();
        await Assertions.Expect(row.Locator(".status", new() { HasText = "normal here" })).ToBeVisibleAsync();
        await page.GetByLabel("What people said").SelectOptionAsync("none");
        await Assertions.Expect(page.Locator("[data-anomaly]")).ToHaveCountAsync(2);
        await page.GetByLabel("Held back").SelectOptionAsync("held");
        await Assertions.Expect(page.Locator("[data-anomaly]")).ToHaveCountAsync(1);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("held=held"));

        await screen.GoAsync($"/anomalies/{stage.OfHost.Id}");
        await Assertions.Expect(page.Locator("[data-part]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-part]").First).ToContainTextAsync("70 %");
        await page.GetByRole(AriaRole.Button, new() { Name = "Memory usage" }).ClickAsync();
        await Assertions.Expect(page.Locator(".time-chart h2")).ToHaveTextAsync("Memory usage");
        await Assertions.Expect(page.Locator(".chart-canvas .marks a")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".chart-canvas polygon")).Not.ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Real", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Noted: real.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it back" }).ClickAsync();
        await Assertions.Expect(page.GetByText("nothing yet")).ToBeVisibleAsync();
        await using var db = await TestAgent.OpenAsync(application);
        var label = await db.AnomalyLabels.SingleAsync(l => new[] { stage.OfSeries.Id, stage.OfHost.Id }.Contains(l.AnomalyId));
        Assert.Equal((stage.OfSeries.Id, AnomalyVerdict.NormalHere), (label.AnomalyId, label.Verdict));
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_hosts_charts_show_marks_and_on_demand_the_band_and_its_page_says_what_is_unusual()
    {
        using var stage = await AnomalyScreenStage.CreateAsync(application);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        var page = screen.Page;
        await screen.GoAsync($"/hosts/{stage.Host.Id}?range=24h");
        await Assertions.Expect(page.GetByText("were not as they use to be")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Learning until")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".chart-canvas .marks a").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".chart-canvas polygon")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Expected band" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("band=on"));
        await Assertions.Expect(page.Locator(".chart-canvas polygon").First).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task The_forest_shows_red_and_blue_of_a_seeded_past_and_other_points_with_another_share_and_with_averages()
    {
        using var stage = await AnomalyScreenStage.CreateAsync(application, hasOddHour: true);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        var page = screen.Page;
        await screen.GoAsync($"/anomalies/forest?host={stage.Host.Id}&share=5");
        var machine = page.Locator($"[data-machine='{stage.Host.Id}']");
        await Assertions.Expect(machine.Locator("path.odd")).ToHaveCountAsync(3);
        await Assertions.Expect(machine.Locator("circle.normal")).Not.ToHaveCountAsync(0);
        await Assertions.Expect(machine.Locator(".status")).ToHaveTextAsync("normal");
        await Assertions.Expect(machine.Locator("path.odd title").First).ToContainTextAsync("CPU 97 %");
        await Assertions.Expect(page.Locator("[data-figure=unusual]")).ToContainTextAsync("3");
        await page.GetByLabel("Contamination").SelectOptionAsync("1");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("share=1$|share=1&"));
        await Assertions.Expect(machine.Locator("path.odd")).ToHaveCountAsync(0);
        await page.GetByLabel("Trees").SelectOptionAsync("30");
        await Assertions.Expect(page.GetByText("by 30 trees")).ToBeVisibleAsync();
        await page.GetByLabel("Moving average").SelectOptionAsync("5");
        await Assertions.Expect(machine.Locator("title", new() { HasText = "CPU 97 %" })).ToHaveCountAsync(0);
        await page.GetByLabel("Time").SelectOptionAsync("30m");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("span=30m"));
        await page.GetByLabel("Time").SelectOptionAsync("10s");
        await Assertions.Expect(page.GetByText("The forest needs 50 points")).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_lead_sees_what_each_detector_would_have_said_saves_a_setting_and_removes_it()
    {
        using var stage = await AnomalyScreenStage.CreateAsync(application);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead));
        var page = screen.Page;
        var metric = $"custom.of-{stage.Host.Id}.*";
        await screen.GoAsync($"/admin/detection?edit=new&host={stage.Host.Id}&series={stage.Cpu}");
        var table = page.GetByRole(AriaRole.Region, new() { Name = "What the detectors would have said" });
        foreach (var name in Detectors.Names)
        {
            await Assertions.Expect(table.Locator($"[data-detector='{name} quiet']")).ToBeVisibleAsync();
        }

        foreach (var preset in new[] { "quiet", "sensitive" })
        {
            // The two days with odd minutes.
            await Assertions.Expect(table.Locator($"[data-detector='three_sigma {preset}'] [data-label=Alarms]")).ToHaveTextAsync("2");
        }

        await page.GetByLabel("Metrics").FillAsync(metric);
        await page.GetByLabel("How eagerly").SelectOptionAsync("Sensitive");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var row = page.Locator("[data-setting]", new() { HasText = metric });
        await Assertions.Expect(row).ToContainTextAsync("sensitive");
        await Assertions.Expect(table).ToBeVisibleAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await page.GetByLabel("How eagerly").SelectOptionAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("off");
        await row.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_viewer_has_no_button_that_changes_anything_and_no_page_of_settings()
    {
        using var stage = await AnomalyScreenStage.CreateAsync(application);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await using (var db = await TestAgent.OpenAsync(application))
        {
            db.AnomalyPatterns.Add(new AnomalyPattern { HostId = stage.Host.Id, Series = ["cpu.used_percent"], MinuteOfDay = 120, Labels = 3, LastSeenAt = stage.Held.BeganAt, SilentSince = stage.Held.BeganAt });
            await db.SaveChangesAsync();
        }

        foreach (var (path, there) in new[] { ($"/anomalies?host={stage.Host.Id}", "[data-anomaly]"), ($"/anomalies/{stage.OfHost.Id}", "[data-part]"), ($"/anomalies/quality?host={stage.Host.Id}", "[data-pattern]") })
        {
            await screen.GoAsync(path);
            await Assertions.Expect(screen.Page.Locator(there).First).ToBeVisibleAsync();
            await Assertions.Expect(screen.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Real|Normal here|Take it back|Forget)") })).ToHaveCountAsync(0);
        }

        await Assertions.Expect(screen.Page.Locator("[data-hold=Maintenance]")).ToHaveTextAsync("1");
        var answer = await screen.Page.VisitAsync(new Uri(application.Address, "/admin/detection").ToString());
        Assert.True(answer!.Status == 403 || screen.Page.Url.Contains("/account/denied", StringComparison.Ordinal), $"{answer.Status} {screen.Page.Url}");
    }

    [NeedsFact(Chromium.Program)]
    public async Task Attack_19_the_name_of_a_host_stays_text_in_lists_pictures_and_marks()
    {
        const string Hostile = "\"'><img src=x onerror=alert(1)><svg onload=alert(2)>";
        using var stage = await AnomalyScreenStage.CreateAsync(application);
        await using (var db = await TestAgent.OpenAsync(application))
        {
            await db.Hosts.Where(h => h.Id == stage.Host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.Name, Hostile));
            await db.Anomalies.Where(a => a.HostId == stage.Host.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Sentence, Hostile));
        }

        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead));
        foreach (var path in new[] { $"/anomalies?host={stage.Host.Id}", $"/anomalies/{stage.OfSeries.Id}", $"/anomalies/forest?host={stage.Host.Id}", $"/hosts/{stage.Host.Id}?range=24h" })
        {
            await screen.GoAsync(path);
            await Assertions.Expect(screen.Page.Locator("main :is(a, h1)", new() { HasText = "<img src=x" }).First).ToBeVisibleAsync();
            Assert.Equal(0, await screen.Page.Locator("img[src=x], svg[onload]").CountAsync());
        }

        Assert.Empty(screen.Complaints);
    }
}
