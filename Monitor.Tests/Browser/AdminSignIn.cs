using Microsoft.Playwright;
using Monitor.Tests.Support;

namespace Monitor.Tests.Browser;

/// <summary>The first administrator at the sign-in page of a server, by hand.</summary>
internal static class AdminSignIn
{
    /// <summary>A new page, signed in and interactive.</summary>
    public static async Task<IPage> OpenAsAdminAsync(this IBrowserContext context, Uri address)
    {
        var page = await context.NewPageAsync();
        await page.VisitAsync(new Uri(address, "/account/sign-in").ToString());
        await page.Locator("input[autocomplete=username]").FillAsync("admin");
        await page.Locator("input[type=password]").FillAsync(TestApplication.AdminPassword);
        await page.Locator("button[type=submit]").ClickAsync();
        await page.Locator("html[data-live='true']").WaitForAsync();
        return page;
    }
}
