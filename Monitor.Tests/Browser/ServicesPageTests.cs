using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Browser;

[Collection(Suite.Name)]
public sealed class ServicesPageTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_service_is_made_with_its_host_shown_on_the_hosts_page_and_deleted()
    {
        var name = "shop-" + Guid.NewGuid().ToString("N")[..8];
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead), width: 390);
        var page = screen.Page;
        await screen.GoAsync("/admin/services?new=true");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Runs on", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = host.Name });
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the service" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = $"label.service={name}" })).ToContainTextAsync(host.Name);
        // The list is the page of another address by now, and still says what was done.
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "The service is there" })).ToBeVisibleAsync();

        await screen.GoAsync($"/hosts/{host.Id}?tab=links");
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await Expect(page.GetByText("What belongs to it is told again by itself.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it for good" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = name })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "The service is gone" })).ToBeVisibleAsync();
        await using var db = application.Database.CreateDb();
        Assert.False(await db.Services.AnyAsync(s => s.Name == name));
        Assert.Empty(screen.Complaints);
    }
}
