using System.Net;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Browser;

/// <summary>What people see while the database is away.</summary>
[Collection(Suite.Name)]
public sealed class DatabaseAwayTests(Chromium browser)
{
    private static readonly WireSchema Schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));

    [NeedsFact(Chromium.Program)]
    public async Task Fault_14_19_While_the_database_is_away_an_open_page_says_since_when_and_a_new_one_is_answered_at_once()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        var application = small.Application;
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        await agent.StoreAsync(TestAgent.Batch(0, now, Schema, (now, [1])));
        using var person = await application.SignInAsAsync(Roles.Viewer);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.GoAsync("/hosts");
        var notice = screen.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "The database" });
        await Expect(notice).ToHaveCountAsync(0);
        await using var writer = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin));
        await writer.GoAsync("/admin/calendars?new=true");
        await writer.Page.GetByLabel("Name").FillAsync("Nights");
        await using var groups = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin));
        await groups.GoAsync("/admin/groups");
        await groups.Page.GetByLabel("New group below it").FillAsync("Shops");
        await using var hosts = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin));
        await hosts.GoAsync($"/admin/hosts?host={agent.Host.Id}");
        await hosts.Page.GetByLabel("Key of a new tag").FillAsync("site");
        await hosts.Page.GetByLabel("Value of a new tag").FillAsync("berlin");

        application.LookAtEverySession();
        await using (await application.Database.TakeAwayAsync())
        {
            using var refused = await agent.PostAsync(TestAgent.Batch(1, now, Schema, (now.AddSeconds(1), [2])));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            await Expect(notice).ToContainTextAsync("The database has not answered since 20");
            await Expect(screen.Page.GetByRole(AriaRole.Link, new() { Name = agent.Host.Name })).ToBeVisibleAsync();

            // Whoever saves now loses nothing that was typed, and whoever goes on is told the same by the server.
            await writer.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Expect(writer.Page.GetByText("Nothing was saved; what you typed is still here.")).ToBeVisibleAsync();
            await Expect(writer.Page.GetByLabel("Name")).ToHaveValueAsync("Nights");
            await groups.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
            await Expect(groups.Page.GetByText("Nothing was saved; what you typed is still here.")).ToBeVisibleAsync();
            await Expect(groups.Page.GetByLabel("New group below it")).ToHaveValueAsync("Shops");
            await hosts.Page.GetByRole(AriaRole.Button, new() { Name = "Add the tag" }).ClickAsync();
            await Expect(hosts.Page.GetByText("Nothing was saved; what you typed is still here.")).ToBeVisibleAsync();
            await Expect(hosts.Page.GetByLabel("Value of a new tag")).ToHaveValueAsync("berlin");
            await writer.Page.GetByRole(AriaRole.Link, new() { Name = "Tickets" }).First.ClickAsync();
            await Expect(writer.Page.GetByText("It has not answered since")).ToBeVisibleAsync();

            using var page = await OpenAsync(person, "/tickets");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
            Assert.Equal("5", Assert.Single(page.Headers.GetValues("Retry-After")));
            Assert.Contains("It has not answered since", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var sheet = await person.GetAsync("/monitor.css");
            Assert.Equal(HttpStatusCode.OK, sheet.StatusCode);
            using var programs = await person.GetAsync("/api/v1/hosts");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, programs.StatusCode);
            Assert.Equal("application/problem+json", programs.Content.Headers.ContentType?.MediaType);
        }

        await Expect(notice).ToHaveCountAsync(0);
        using var again = await OpenAsync(person, "/tickets");
        Assert.True(again.StatusCode == HttpStatusCode.OK, $"{again.StatusCode}; {await application.LoggedErrorsAsync()}");
        await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now.AddSeconds(1), [2])));
        Assert.Empty(screen.Complaints);
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } };
        return await client.SendAsync(request);
    }
}
