using System.Reflection;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Tests.Detection.Screens;
using Monitor.Tests.Support;
using Monitor.Web.Store;

namespace Monitor.Tests.Browser;

[Collection(PagesSuite.Name)]
public sealed class PagesTests(TestApplication application, Chromium browser)
{
    /// <summary>Every page of the application that needs no id. A new page is walked without being named here.</summary>
    internal static IEnumerable<string> Plain => typeof(CommitFeed).Assembly.GetTypes()
        .SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template)
        .Where(t => !t.Contains('{') && !t.StartsWith("/account", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Paths(int hostId, long anomalyId) =>
        [.. Plain, $"/anomalies/{anomalyId}", "/admin/detection?edit=new", $"/hosts/{hostId}", $"/hosts/{hostId}?tab=processes", $"/hosts/{hostId}?tab=events", $"/hosts/{hostId}?tab=inventory", $"/hosts/{hostId}?tab=forecast", $"/hosts/{hostId}?tab=efficiency", $"/reports/status?host={hostId}", "/admin/rules/cpu-high"];

    /// <summary>Each page is opened once and looked at three times: on a wide screen, in the other theme, and on a phone. What agents and people write there wants to be markup.</summary>
    [NeedsFact(Chromium.Program)]
    public async Task Attack_19_every_page_opens_without_a_complaint_fits_its_width_and_axe_finds_nothing_serious_in_light_dark_wide_and_on_a_phone()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        using var hostile = await HostileStage.CreateAsync(application);
        using var odd = await AnomalyScreenStage.CreateAsync(application);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin));
        var found = new List<string>();
        foreach (var path in Paths(host.Id, odd.OfHost.Id))
        {
            await screen.Page.SetViewportSizeAsync(1440, 900);
            await screen.GoAsync(path);
            await FitsAsync(1440);
            await AxeAsync("wide");
            await screen.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { NameRegex = new("^(Dark|Light) theme$") }).ClickAsync();
            await AxeAsync("the other theme", only: "color-contrast");
            await screen.Page.SetViewportSizeAsync(390, 844);
            await FitsAsync(390);
            await AxeAsync("phone", without: "color-contrast");
            Assert.Equal(0, await screen.Page.Locator(HostileStage.Markup).CountAsync());

            async Task FitsAsync(int width)
            {
                // Charts are drawn anew for a new width: looked at until they are.
                var wide = int.MaxValue;
                for (var look = 0; look < 100 && wide > width; look++)
                {
                    await screen.Page.WaitForTimeoutAsync(look == 0 ? 0 : 100);
                    wide = await screen.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                }

                if (wide > width)
                {
                    found.Add($"{path}: {wide} px wide on a screen of {width}");
                }
            }

            // Colours, which take longest, do not depend on the width.
            async Task AxeAsync(string how, string? only = null, string? without = null) =>
                found.AddRange((await AxeLook.SeriousAsync(screen.Page, only, without)).Select(what => $"{path} ({how}): {what}"));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task The_sign_in_page_is_calm_too()
    {
        await using var screen = await Screen.OpenAsync(browser, application, user: null, width: 390);
        await screen.Page.VisitAsync(new Uri(application.Address, "/account/sign-in").ToString());
        await screen.Page.Locator("button[type=submit]").WaitForAsync();

        Assert.Empty(await AxeLook.SeriousAsync(screen.Page));
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task What_looks_at_pages_sees_what_is_wrong_with_one()
    {
        await using var screen = await Screen.OpenAsync(browser, application, user: null);
        await screen.Page.SetContentAsync("<html lang='en'><title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#aaa;background:#bbb'>faint</p></main></html>");
        Assert.Equal(["color-contrast", "image-alt"], (await AxeLook.SeriousAsync(screen.Page)).Select(f => f.Split(':')[0]).Order(StringComparer.Ordinal));
        Assert.Equal("color-contrast", Assert.Single(await AxeLook.SeriousAsync(screen.Page, only: "color-contrast")).Split(':')[0]);
        Assert.Equal("image-alt", Assert.Single(await AxeLook.SeriousAsync(screen.Page, without: "color-contrast")).Split(':')[0]);
    }

    [NeedsTheory(Chromium.Program)]
    [InlineData("/hosts")]
    [InlineData("/tickets/reports")]
    [InlineData("/admin")]
    [InlineData("/admin/users")]
    [InlineData("/admin/rules")]
    [InlineData("/admin/audit")]
    [InlineData("/admin/jobs")]
    [InlineData("/admin/storage")]
    [InlineData("/admin/logs")]
    public async Task An_EndUser_is_refused_the_pages_of_technicians_and_administrators(string path)
    {
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.EndUser));

        var answer = await screen.Page.VisitAsync(new Uri(application.Address, path).ToString());

        Assert.True(answer!.Status == 403 || screen.Page.Url.Contains("/account/denied", StringComparison.Ordinal), $"{answer.Status} {screen.Page.Url}");
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_dead_link_leads_to_a_page_that_says_so()
    {
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));

        var answer = await screen.Page.VisitAsync(new Uri(application.Address, "/no/such/page").ToString());

        Assert.Equal(404, answer!.Status);
        await Microsoft.Playwright.Assertions.Expect(screen.Page.Locator("h1")).ToHaveTextAsync("There is no such page");
    }

    /// <summary>What was drawn on the server looks alive: whatever keeps clicks from reaching it is told.</summary>
    [NeedsTheory(Chromium.Program)]
    [InlineData("**/_framework/blazor.web.js")]
    [InlineData("**/_blazor/initializers")]
    [InlineData("**/_blazor/negotiate?*")]
    public async Task A_page_that_cannot_come_alive_says_so(string missing)
    {
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.Page.RouteAsync(missing, route => route.FulfillAsync(new() { Status = 500, Body = "no" }));
        await screen.Page.Clock.InstallAsync();
        await screen.Page.VisitAsync(new Uri(application.Address, "/help").ToString());
        await screen.Page.Clock.FastForwardAsync(20_000);
        await Microsoft.Playwright.Assertions.Expect(screen.Page.GetByText("Something went wrong on this page")).ToBeVisibleAsync();
    }

    [NeedsFact(Chromium.Program)]
    public async Task The_keyboard_finds_a_host_and_the_theme_stays_after_a_reload()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.GoAsync("/help");

        await screen.Page.Keyboard.PressAsync("Control+k");
        await screen.Page.GetByRole(Microsoft.Playwright.AriaRole.Dialog).GetByRole(Microsoft.Playwright.AriaRole.Textbox).FillAsync(host.Name);
        await screen.Page.Locator("[role=option] a", new() { HasText = host.Name }).First.WaitForAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        // Looked at again and again: waiting for the navigation itself misses one that the page made without loading.
        await Microsoft.Playwright.Assertions.Expect(screen.Page).ToHaveURLAsync(new Uri(application.Address, $"/hosts/{host.Id}").ToString(), new() { Timeout = 60_000 });

        await screen.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();
        await screen.Page.Locator("html[data-theme=dark]").WaitForAsync();
        await screen.GoAsync("/help");
        await screen.Page.Locator("html[data-theme=dark]").WaitForAsync();
    }
}
