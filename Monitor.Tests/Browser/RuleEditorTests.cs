using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Browser;

[Collection(Suite.Name)]
public sealed class RuleEditorTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_rule_from_a_template_gets_its_limit_by_mouse_and_keys_is_replayed_saved_changed_and_undone()
    {
        var key = "editor-" + Guid.NewGuid().ToString("N")[..8];
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(13.8, 20, 30, 1000, 2000);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin));
        var page = screen.Page;
        await screen.GoAsync("/admin/rules/new");
        await page.GetByLabel("Start from").SelectOptionAsync("cpu-high");
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("CPU (copy)");
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync(key);
        await page.GetByLabel("Hosts", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = host.Name });
        await Expect(page.GetByText("1 series on 1 host")).ToBeVisibleAsync();

        // The line: by mouse, then by keys.
        var line = page.GetByRole(AriaRole.Slider, new() { Name = "Warning limit" });
        var limit = page.GetByLabel("Limit (%)").First;
        await Expect(line).ToHaveAttributeAsync("aria-valuenow", "90");
        await line.ScrollIntoViewIfNeededAsync();
        var box = (await line.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 100, box.Y + 12);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 100, box.Y + 52, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        var dragged = await NowAsync();
        Assert.InRange(dragged, 40, 88);

        // The keys come while the server still answers the mouse; its answer does not take the line back.
        await line.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        var keyed = await NowAsync();
        Assert.InRange(keyed, dragged - 3, dragged - 0.5);
        await Expect(limit).ToHaveValueAsync(keyed.ToString(CultureInfo.InvariantCulture));
        await Expect(line).ToHaveAttributeAsync("aria-valuenow", keyed.ToString(CultureInfo.InvariantCulture));

        // What it would have done: one problem, shaded on the curve.
        await limit.FillAsync("10");
        await page.GetByLabel("Clears at (%)").First.FillAsync("9");
        await page.GetByLabel("Must hold for").FillAsync("0 s");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        var report = page.GetByRole(AriaRole.Region, new() { Name = "What it would have done" });
        await Expect(report).ToContainTextAsync(new Regex(@"Problems\s*1\s*Tickets\s*1\s*Notices\s*1"));
        await Expect(report).ToContainTextAsync("1 series on 1 hosts");
        await Expect(report.GetByRole(AriaRole.Link, new() { Name = host.Name })).ToBeVisibleAsync();
        await Expect(page.Locator(".apexcharts-xaxis-annotations rect")).Not.ToHaveCountAsync(0);
        await using (var db = await TestAgent.OpenAsync(application))
        {
            Assert.Equal(0, await db.Problems.CountAsync(p => p.HostId == host.Id));
        }

        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("It builds all day");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the rule" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/admin/rules/{key}$"));
        var fleet = page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("^The whole fleet") });
        await Expect(fleet).ToContainTextAsync("10 %");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "The rule is made" })).ToBeVisibleAsync();

        // Without a reason nothing is saved; with one there is a second version, and a way back.
        await limit.FillAsync("95");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say why");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeInViewportAsync();
        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("It was too much");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(fleet).ToContainTextAsync("95 %");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to this" }).ClickAsync();
        await page.GetByLabel("Why back to version 1").FillAsync("It was right");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to version 1" }).ClickAsync();
        await Expect(fleet).ToContainTextAsync("10 %");
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("back to version 1 It was right") })).ToBeVisibleAsync();

        // What cannot be read says so everywhere, and deleting is asked twice.
        await page.GetByLabel("Metric", new() { Exact = true }).FillAsync("none.such");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("Nothing that the first condition watches has a curve")).ToBeVisibleAsync();
        await page.GetByLabel("Labels, one a line").FillAsync("no label");
        await page.GetByLabel("Must hold for").FillAsync("long");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("There is a curve as soon as what is typed can be read.")).ToBeVisibleAsync();
        await Expect(page.GetByText("The time that it must hold for is a number with a unit")).ToBeVisibleAsync();
        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("Nobody needs it");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it for good" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Deleted." })).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);

        async Task<double> NowAsync() => double.Parse((await line.GetAttributeAsync("aria-valuenow"))!, CultureInfo.InvariantCulture);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Attack_27_A_hostile_file_is_refused_and_a_good_one_shows_what_it_changes_before_it_is_imported()
    {
        var key = "file-" + Guid.NewGuid().ToString("N")[..8];
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin), width: 390);
        var page = screen.Page;
        await screen.GoAsync("/admin/rules/import");
        var text = page.GetByLabel("Or its text");
        await text.FillAsync("monitor-rules: 1\nrules: &a [*a]\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what would change" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("anchors");

        await page.GetByLabel("File").SetInputFilesAsync(new FilePayload
        {
            Name = "rules.yaml", MimeType = "application/yaml",
            Buffer = System.Text.Encoding.UTF8.GetBytes(
                $"monitor-rules: 1\nrules:\n  - key: {key}\n    name: '<b>From a file</b>'\n    where: {{tags: [nowhere=yes]}}\n    conditions: [{{metric: cpu.used_percent, steps: [{{limit: 97}}]}}]\n"),
        });
        await Expect(page.GetByText("<b>From a file</b>")).ToBeVisibleAsync();
        await Expect(page.GetByText("New", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByLabel("Why").FillAsync("From the other site");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "imported" })).ToBeVisibleAsync();
        await screen.GoAsync($"/admin/rules/{key}");
        await Expect(page.GetByText("From the other site")).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }
}
