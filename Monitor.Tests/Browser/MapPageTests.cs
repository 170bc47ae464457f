using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;
using Monitor.Web.Live;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Browser;

[Collection(Suite.Name)]
public sealed class MapPageTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_map_is_moved_and_zoomed_shows_a_status_as_it_changes_and_opens_a_host_but_not_at_the_end_of_a_drag()
    {
        var run = "map-" + Guid.NewGuid().ToString("N")[..8];
        using var front = await BusyHost.CreateAsync(application);
        using var back = await BusyHost.CreateAsync(application);
        await front.ReportAsync(10, 20, 30, 1000, 2000);
        await back.ReportAsync(10, 20, 30, 1000, 2000);
        await using var db = application.Database.CreateDb();
        await db.Hosts.Where(h => h.Id == front.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.Name, run + "-front"));
        await db.Hosts.Where(h => h.Id == back.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.Name, run + "-back"));
        var feed = application.Services.GetRequiredService<LiveFeed>();
        feed.Publish(LiveFeed.Hosts);

        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead));
        var page = screen.Page;

        // The links come from a file, which says first what it would change.
        await screen.GoAsync("/admin/topology");
        await page.GetByLabel("Or its text").FillAsync($"monitor-topology: 1\nhosts:\n  - host: {run}-front\n    behind: [{run}-back, {run}-ghost]\nservices:\n  - service: {run}\n    runs-on: [{run}-front]\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what would change" }).ClickAsync();
        await Expect(page.GetByText("3 added, 0 changed, 0 removed.")).ToBeVisibleAsync();
        await Expect(page.GetByText($"Line 4: {run}-ghost")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Imported: 3 added" })).ToBeVisibleAsync();
        var service = await db.Services.SingleAsync(s => s.Name == run);

        await screen.GoAsync($"/map?text={run}");
        var canvas = page.Locator("[data-map=canvas]");
        var node = page.Locator($"[data-node=h{front.Id}]");
        await Expect(page.Locator(".node")).ToHaveCountAsync(3);
        await Expect(page.Locator("path.link.runs-on, path.link.behind").And(page.Locator("svg.map path"))).ToHaveCountAsync(2);
        await Expect(node).ToContainTextAsync("Good");
        await Expect(canvas).ToHaveAttributeAsync("transform", new System.Text.RegularExpressions.Regex("scale"));

        // The wheel, a button, the keyboard, and all of it shown again.
        var whole = await canvas.GetAttributeAsync("transform");
        var map = page.Locator("svg.map");
        await map.HoverAsync();
        await page.Mouse.WheelAsync(0, -300);
        await Expect(canvas).Not.ToHaveAttributeAsync("transform", whole!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        await Expect(canvas).ToHaveAttributeAsync("transform", whole!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        await Expect(map).ToHaveAttributeAsync("data-zoom", "125");
        await map.FocusAsync();
        await page.Keyboard.PressAsync("-");
        await Expect(map).ToHaveAttributeAsync("data-zoom", "100");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(canvas).Not.ToHaveAttributeAsync("transform", whole!);
        await page.Keyboard.PressAsync("0");
        await Expect(canvas).ToHaveAttributeAsync("transform", whole!);

        // Two hundred pixels to the right, begun on the host: it moves with the map, and is not opened.
        var before = (await node.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(before.X + 20, before.Y + 20);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(before.X + 120, before.Y + 30, new() { Steps = 5 });
        await page.Mouse.MoveAsync(before.X + 220, before.Y + 40, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        Assert.InRange((await node.BoundingBoxAsync())!.X - before.X, 195, 205);
        Assert.Contains("/map?text=", page.Url, StringComparison.Ordinal);

        // Something breaks: the host and the service on it say so without a look away, and the map stays where it was moved to.
        var rule = await db.Rules.FirstAsync(r => r.Key == "cpu-high");
        var now = TimeProvider.System.GetUtcNow();
        db.Problems.Add(new Problem
        {
            Fingerprint = run, HostId = front.Id, RuleId = rule.Id, Metric = "cpu.used_percent", Summary = "CPU is on fire", Phase = ProblemPhase.Firing, Severity = Severity.Critical,
            BeganAt = now, FiringAt = now, OpenedAt = now,
        });
        await db.SaveChangesAsync();
        var moved = await canvas.GetAttributeAsync("transform");
        feed.Publish(LiveFeed.Problems);
        await Expect(node).ToContainTextAsync("Critical");
        await Expect(page.Locator($"[data-node=s{service.Id}]")).ToContainTextAsync("Critical");
        Assert.Equal(moved, await canvas.GetAttributeAsync("transform"));
        await Expect(node).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("Critical, CPU is on fire"));

        await page.GetByRole(AriaRole.Button, new() { Name = "List", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = run + "-back" }).First).ToContainTextAsync("stands behind " + run + "-back");
        await page.GetByRole(AriaRole.Button, new() { Name = "Map", Exact = true }).ClickAsync();
        await page.Locator($"[data-node=h{front.Id}]").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(application.Address, string.Create(CultureInfo.InvariantCulture, $"/hosts/{front.Id}")).ToString());
        await Expect(page.Locator("h1")).ToHaveTextAsync(run + "-front");

        // An agent saw a call; it is accepted, and is a service and a link.
        var (from, to) = (Address(18, front.Id), Address(19, back.Id));
        await back.PostAsync(b => b with { Inventory = new WireInventory("", "", "", 1, 1, [to], "") }, 10, 20, 30, 1000, 2000);
        await front.PostAsync(b => b with { Inventory = new WireInventory("", "", "", 1, 1, [from], ""), Peers = [new WirePeer(WirePeer.Out, to, 5432, "shop", 3)] }, 10, 20, 30, 1000, 2000);
        await screen.GoAsync("/admin/topology/proposals");
        await page.GetByRole(AriaRole.Region, new() { Name = $"{run}-front calls {run}-back:5432" }).GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Accepted" })).ToBeVisibleAsync();
        Assert.Equal($"port 5432 on {run}-back", await db.Services.Where(s => db.ServiceLinks.Any(l => l.ServiceId == service.Id && l.CalledServiceId == s.Id)).Select(s => s.Name).SingleAsync());

        // A phone shows the list, and the picture where it is asked for.
        await page.SetViewportSizeAsync(390, 844);
        await screen.GoAsync($"/map?text={run}");
        await Expect(page.Locator("svg.map")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = run + "-front", Exact = true })).ToBeVisibleAsync();
        await screen.GoAsync($"/map?text={run}&view=map");
        await Expect(page.Locator("svg.map")).ToBeVisibleAsync();
        await db.Problems.Where(p => p.Fingerprint == run).ExecuteDeleteAsync();
        Assert.Empty(screen.Complaints);
    }

    private static string Address(int net, int hostId) => string.Create(CultureInfo.InvariantCulture, $"198.{net}.{hostId / 250 % 250}.{hostId % 250}");
}
