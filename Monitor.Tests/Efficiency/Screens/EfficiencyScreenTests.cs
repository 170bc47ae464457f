using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;

namespace Monitor.Tests.Efficiency.Screens;

[Collection(Suite.Name)]
public sealed class EfficiencyScreenTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_lead_sees_why_narrows_sorts_pages_takes_the_figures_along_and_opens_a_host_and_who_may_not_see_the_group_does_not()
    {
        var stage = await EfficiencyStage.CreateAsync(application, 25);
        var user = await application.CreateUserAsync(Roles.Lead);
        await using (var screen = await Screen.OpenAsync(browser, application, user))
        {
            var page = screen.Page;
            var rows = page.Locator("[data-host]");
            await screen.GoAsync("/efficiency");
            await page.GetByLabel("Group", new() { Exact = true }).SelectOptionAsync($"{stage.GroupId}");
            await Assertions.Expect(page).ToHaveURLAsync(new Regex($"[?]group={stage.GroupId}$"));
            await Assertions.Expect(page.Locator("[data-index]")).ToContainTextAsync("CPU is short on 1 of 27 hosts");
            await Assertions.Expect(page.Locator("[data-index]")).ToContainTextAsync("worse");
            await Assertions.Expect(page.Locator("[data-index]")).ToContainTextAsync("25 well sized");
            await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Index [0-9]+ of 100") })).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator("[data-part=cpu]")).ToContainTextAsync("20 to 70 %");
            await Assertions.Expect(page.Locator(".apexcharts-yaxis-annotations rect")).ToHaveCountAsync(3);

            // Worst first: what is starved, then what is idle; each says on which side it is off.
            await Assertions.Expect(rows).ToHaveCountAsync(25);
            Assert.Equal([$"{stage.Starved}", $"{stage.Idle}"], (await rows.EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.host)"))[..2]);
            await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("starved");
            await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("wasted");
            await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
            await Assertions.Expect(rows).ToHaveCountAsync(2);
            await Assertions.Expect(page).ToHaveURLAsync(new Regex("page=2"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Most changed" }).ClickAsync();
            await Assertions.Expect(rows.Nth(0)).ToHaveAttributeAsync("data-host", $"{stage.Idle}");
            await Assertions.Expect(page).ToHaveURLAsync(new Regex($"[?]group={stage.GroupId}&sort=changed$"));
            await page.GetByRole(AriaRole.Button, new() { Name = "7 days" }).ClickAsync();
            await Assertions.Expect(page.Locator("[data-index]")).ToContainTextAsync("as before");
            await page.GetByLabel("Resource", new() { Exact = true }).SelectOptionAsync("memory");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Hosts by memory" })).ToBeVisibleAsync();
            await Assertions.Expect(page).ToHaveURLAsync(new Regex($"[?]group={stage.GroupId}&sort=changed&window=week&resource=memory$"));

            var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
            using var reader = new StreamReader(await file.CreateReadStreamAsync());
            using var client = await application.SignInAsync(user);
            var text = await reader.ReadToEndAsync();
            Assert.Equal(await client.GetStringAsync($"api/v1/rei/export?group={stage.GroupId}&window=week&format=csv"), text);
            Assert.Equal(28, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

            // The fleet is read a few times a minute for all screens: the host is in it once its page names it.
            await Eventually.TrueAsync(async () => (await client.GetStringAsync($"hosts/{stage.Starved}")).Contains($"{stage.Group}-01", StringComparison.Ordinal));
            await page.Locator($"[data-host='{stage.Starved}']").GetByRole(AriaRole.Link).ClickAsync();
            await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/hosts/{stage.Starved}[?]tab=efficiency$"));
            await Assertions.Expect(page.Locator("[data-index]")).ToContainTextAsync("memory sits at its limit");
            await Assertions.Expect(page.GetByText(EfficiencyStage.Proposal)).ToBeVisibleAsync();
            Assert.Empty(screen.Complaints);
        }

        var other = await EfficiencyStage.CreateAsync(application, 1);
        await using var limited = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician, groups: [other.GroupId]));
        await limited.GoAsync("/efficiency");
        await Assertions.Expect(limited.Page.Locator("[data-host]")).ToHaveCountAsync(3);
        await Assertions.Expect(limited.Page.GetByLabel("Group", new() { Exact = true }).Locator("option")).ToHaveTextAsync(["The whole fleet", other.Group]);
        await limited.GoAsync($"/efficiency?group={stage.GroupId}");
        await Assertions.Expect(limited.Page.GetByText("There is no such group")).ToBeVisibleAsync();
        await Assertions.Expect(limited.Page.Locator("[data-host]")).ToHaveCountAsync(0);
    }
}
