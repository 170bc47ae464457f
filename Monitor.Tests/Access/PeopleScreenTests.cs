using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class PeopleScreenTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task An_account_is_disabled_after_a_question_and_a_link_that_is_shown_once_can_be_copied()
    {
        var person = await application.CreateUserAsync(Roles.Viewer);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin));
        var page = screen.Page;
        await screen.GoAsync($"/admin/users?person={person.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "New password link" }).ClickAsync();
        await Expect(page.Locator("[data-test=link]")).ToBeVisibleAsync();
        await page.Context.GrantPermissionsAsync(["clipboard-write"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Disable…" }).DblClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Disable the account" })).ToBeVisibleAsync();
        await using var db = application.Database.CreateDb();
        Assert.Null(await db.Users.Where(u => u.Id == person.Id).Select(u => u.DisabledAt).SingleAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable the account" }).ClickAsync();
        await Expect(page.GetByText("The account is disabled; its sessions and tokens have ended.")).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }

    [Fact]
    public async Task A_page_of_people_beyond_the_last_one_leads_to_the_last_one()
    {
        using var admin = await application.SignInAsAsync(Roles.Admin);
        using var answer = await admin.GetAsync("/admin/users?page=9999");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Matches(new Regex("/admin/users([?]page=[0-9]{1,3})?$"), answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Help_names_the_pages_that_the_reader_may_see_and_no_others()
    {
        using var person = await application.SignInAsAsync(Roles.EndUser);
        var own = await person.GetStringAsync("/help");
        Assert.DoesNotContain("Every machine with its status", own, StringComparison.Ordinal);
        Assert.Contains("Your tickets, and answers that others had already.", own, StringComparison.Ordinal);
        using var admin = await application.SignInAsAsync(Roles.Admin);
        var whole = await admin.GetStringAsync("/help");
        Assert.All(["Every machine with its status", "/forecasts", "/efficiency", "/logs"], one => Assert.Contains(one, whole, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Roles.EndUser, "read tickets.write")]
    [InlineData(Roles.Viewer, "read tickets.write")]
    [InlineData(Roles.Technician, "read tickets.write events.write runbooks.write ingest")]
    [InlineData(Roles.Admin, "read tickets.write rules.write events.write mail.write runbooks.write ingest admin")]
    public void A_profile_offers_the_scopes_that_are_of_use_to_the_role(string role, string scopes) =>
        Assert.Equal(scopes, string.Join(' ', TokenScopes.For([.. Roles.PermissionsOf(role)])));
}
