using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class SecondFactorScreenTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_person_sets_up_an_app_on_a_phone_and_signs_in_with_it()
    {
        var user = await application.CreateUserAsync(Roles.EndUser);
        AuthenticatorApp app;
        await using (var screen = await Screen.OpenAsync(browser, application, user, width: 390))
        {
            await screen.GoAsync("/profile");
            await screen.Page.GetByRole(AriaRole.Link, new() { Name = "Set up a second factor" }).ClickAsync();
            await Expect(screen.Page.Locator("svg.qr")).ToBeVisibleAsync();
            await QuietAsync(screen);
            await screen.Page.GetByText("No camera?").ClickAsync();
            app = AuthenticatorApp.OfText(await screen.Page.Locator("[data-test=secret]").InnerTextAsync());
            await screen.Page.GetByLabel("Code").FillAsync(app.Next());
            await screen.Page.GetByLabel("Password").FillAsync(TestUser.Password);
            await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
            await Expect(screen.Page.Locator("[data-test=codes] li")).ToHaveCountAsync(RecoveryCode.Count);
            await QuietAsync(screen);
            await screen.Page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
            await Expect(screen.Page.GetByText("Second factor on")).ToBeVisibleAsync();
            Assert.Empty(screen.Complaints);
        }

        await using var next = await Screen.OpenAsync(browser, application, user: null, width: 390);
        await next.Page.VisitAsync(new Uri(application.Address, "/account/sign-in?returnUrl=%2Fprofile").ToString());
        await next.Page.GetByLabel("User name").FillAsync(user.Name);
        await next.Page.GetByLabel("Password").FillAsync(TestUser.Password);
        await next.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await next.Page.GetByLabel("Code").FillAsync(app.Next());
        await QuietAsync(next);
        await next.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(next.Page.GetByRole(AriaRole.Heading, new() { Name = "Profile" })).ToBeVisibleAsync();
        Assert.Empty(next.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task An_administrator_is_asked_before_the_second_factor_of_a_person_is_taken_away()
    {
        var person = await application.CreateUserAsync(Roles.Technician);
        using var phone = await application.SignInAsync(person);
        await AuthenticatorApp.SetUpAsync(phone);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin), width: 390);
        var page = screen.Page;
        await screen.GoAsync($"/admin/users?person={person.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take the second factor away…" }).DblClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take the second factor away…" }).ClickAsync();
        await Expect(page.GetByText("is signed out everywhere, and the password alone is enough")).ToBeVisibleAsync();
        await QuietAsync(screen);
        await using var db = application.Database.CreateDb();
        Assert.True(await db.SecondFactors.AnyAsync(f => f.UserId == person.Id));
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it away", Exact = true }).ClickAsync();
        await Expect(page.GetByText("The second factor is gone.")).ToBeVisibleAsync();
        Assert.False(await db.SecondFactors.AnyAsync(f => f.UserId == person.Id));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Take the second factor away…" })).ToHaveCountAsync(0);
        Assert.Empty(screen.Complaints);
    }

    private static async Task QuietAsync(Screen screen)
    {
        Assert.Empty(await AxeLook.SeriousAsync(screen.Page));
        Assert.True(await screen.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);
    }
}
