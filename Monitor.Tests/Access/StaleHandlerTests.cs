using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class StaleHandlerTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task Attack_28_A_button_that_is_still_on_the_screen_does_nothing_once_the_role_is_gone()
    {
        var user = await application.CreateUserAsync(Roles.Admin);
        await using var context = await browser.OpenAsync();
        await context.AddCookiesAsync([await application.SessionCookieAsync(user)]);
        var page = await context.NewPageAsync();
        await page.VisitAsync(new Uri(application.Address, "/admin/teams").ToString());
        var (before, after) = ($"before {user.Name}", $"after {user.Name}");
        await using var db = application.Database.CreateDb();

        // The first clicks may come before the circuit listens.
        await Eventually.TrueAsync(async () =>
        {
            await page.GetByPlaceholder("Name of a new team").FillAsync(before);
            await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Add the team" }).ClickAsync();
            return await db.Teams.AnyAsync(t => t.Name == before);
        });

        // Straight in the database, so that nothing but the check at the act itself can notice.
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.Role, Roles.Viewer));
        await page.GetByPlaceholder("Name of a new team").FillAsync(after);
        for (var i = 0; i < 50; i++)
        {
            await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Add the team" }).DispatchEventAsync("click");
        }

        await page.GetByText("it needs the permission users.manage").First.WaitForAsync();
        Assert.False(await db.Teams.AnyAsync(t => t.Name == after));
        Assert.Equal(1, await db.Audit.CountAsync(a => a.UserId == user.Id && a.Act == "access.refused"));
    }
}
