using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;

namespace Monitor.Tests.Efficiency.Screens;

[Collection(Suite.Name)]
public sealed class SizesScreenTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_proposal_becomes_a_ticket_by_a_click_a_host_is_lost_in_thought_and_a_band_is_changed_for_a_group()
    {
        var stage = await SizesStage.CreateAsync(application, "shop");
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin));
        var page = screen.Page;
        await screen.GoAsync($"/efficiency/sizes?group={stage.GroupId}");
        await Assertions.Expect(page.Locator("[data-size]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-figure=saved]")).ToContainTextAsync("154.00 EUR");
        await Assertions.Expect(page.Locator("[data-figure=right]")).ToContainTextAsync("Of 2 proposals that would have been made for CPUs a month ago, 1 was safe");
        var large = page.Locator($"[data-size='{stage.LargeId}']");
        await large.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(large.Locator("a[href^='/tickets/']")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch off or merge" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("kind=gone"));
        await Assertions.Expect(page.Locator("[data-size]")).ToHaveCountAsync(1);

        await screen.GoAsync($"/efficiency/capacity?group={stage.GroupId}");
        await Assertions.Expect(page.Locator("[data-figure=cpu]")).ToContainTextAsync("30 %");
        await Assertions.Expect(page.Locator($"[data-full='{stage.FillingId}']")).ToContainTextAsync(new Regex("in 5 days.*Disk usage of / reaches 100 %.*large.*[0-9]{4}-[0-9]{2}-[0-9]{2} to [0-9]{4}", RegexOptions.Singleline));
        await page.GetByRole(AriaRole.Button, new() { Name = "Lose a host" }).ClickAsync();
        await page.GetByLabel("Host that is lost").SelectOptionAsync($"{stage.BusyId}");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"lose={stage.BusyId}"));
        await Assertions.Expect(page.Locator("[data-fits=yes]")).ToContainTextAsync("Without busy");
        await Assertions.Expect(page.Locator($"[data-load='{stage.LargeId}']")).ToContainTextAsync("fits");
        await page.GetByRole(AriaRole.Button, new() { Name = "More load" }).ClickAsync();
        await page.GetByLabel("More load in percent").FillAsync("50");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-fits=no]")).ToContainTextAsync("goes above its ceiling (CPU 70 %, memory 80 %)");

        await screen.GoAsync($"/efficiency/settings?group={stage.GroupId}");
        await Assertions.Expect(page.Locator("[data-from]")).ToContainTextAsync("Nothing is set here");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set here" }).ClickAsync();
        await page.GetByLabel("Band of CPU from").FillAsync("95");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("A band begins at 0 % or more and ends above that")).ToBeVisibleAsync();
        await page.GetByLabel("Band of CPU from").FillAsync("35");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-resource=cpu]")).ToContainTextAsync("35 to 70 %");
        await Assertions.Expect(page.Locator("[data-from]")).ToContainTextAsync("Set here.");
        await Assertions.Expect(page.Locator($"[data-set='{stage.GroupId}']")).ToHaveCountAsync(1);
        await using (var db = application.Database.CreateDb())
        {
            Assert.Equal(1, await db.Tickets.CountAsync(t => t.HostId == stage.LargeId));
            Assert.Equal(1, await db.Audit.CountAsync(a => a.Act == "efficiency.changed" && a.SubjectId == $"{stage.GroupId}"));
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Take back…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take back what is set here" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-resource=cpu]")).ToContainTextAsync("20 to 70 %");
        Assert.Empty(screen.Complaints);
    }
}
