using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Browser;

[Collection(Suite.Name)]
public sealed class NoticePagesTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_notice_that_was_given_up_is_shown_with_its_reason_and_tried_again_by_a_button()
    {
        var (admin, anna) = (await application.CreateUserAsync(Roles.Admin), await application.CreateUserAsync(Roles.Technician));
        var now = TimeProvider.System.GetUtcNow();
        await using var db = application.Database.CreateDb();
        Delivery Notice(string subject, string error) => new()
        {
            Key = Guid.NewGuid().ToString("N"), Channel = "mail", UserId = anna.Id, Subject = subject, Text = "", Address = "/tickets/1", CreatedAt = now.AddHours(-30),
            GivenUpAt = now.AddHours(-2), Attempts = 31, Error = error,
        };
        var mark = Guid.NewGuid().ToString("N")[..8];
        db.Deliveries.AddRange(
            Notice($"[#12] Printer {mark}", "The mail server refuses it for good (550 MailboxUnavailable)."),
            Notice($"[#13] <script>alert(1)</script> {mark}", "The mail server cannot be reached or does not keep to the protocol (ConnectionRefused)."));
        await db.SaveChangesAsync();
        await using var screen = await Screen.OpenAsync(browser, application, admin);
        await screen.GoAsync("/admin/deliveries");
        var row = screen.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = $"Printer {mark}" });
        await Assertions.Expect(row).ToContainTextAsync("550 MailboxUnavailable");
        await row.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("It is tried again now");
        await Assertions.Expect(row).ToHaveCountAsync(0);
        await screen.Page.GetByRole(AriaRole.Link, new() { Name = "Waiting" }).ClickAsync();
        await Assertions.Expect(row).ToBeVisibleAsync();
        Assert.True(await db.Deliveries.AnyAsync(d => d.Subject == $"[#12] Printer {mark}" && d.DueAt != null && d.GivenUpAt == null));
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_new_ticket_is_in_the_bell_of_each_who_works_on_tickets_and_a_mistyped_word_finds_it()
    {
        var (user, anna, bert) = (await application.CreateUserAsync(Roles.EndUser), await application.CreateUserAsync(Roles.Technician), await application.CreateUserAsync(Roles.Technician));
        var number = (await application.Services.GetRequiredService<TicketDesk>().OpenAsync(
            new Actor(user.Id, user.Name, user.Role, ""), new NewTicket("Kaleidoscope stays dark", "", TicketPriority.Medium, null, Guid.NewGuid()), CancellationToken.None)).Number;
        foreach (var worker in new[] { anna, bert })
        {
            await using var screen = await Screen.OpenAsync(browser, application, worker);
            await screen.GoAsync("/tickets");
            await screen.Page.Locator(".bell > button").ClickAsync();
            await Assertions.Expect(screen.Page.GetByRole(AriaRole.Region, new() { Name = "News" }).GetByText($"New ticket #{number} Kaleidoscope stays dark")).ToBeVisibleAsync();
            Assert.Empty(screen.Complaints);
        }

        await using var search = await Screen.OpenAsync(browser, application, anna, width: 390);
        await Eventually.TrueAsync(async () =>
        {
            await search.GoAsync("/tickets?text=kaliedoscop");
            return await search.Page.GetByText("Kaleidoscope stays dark").CountAsync() == 1;
        });
        await Assertions.Expect(search.Page.GetByText("similar words")).ToBeVisibleAsync();
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_webhook_is_added_its_secret_seen_once_and_a_test_of_it_sent()
    {
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin));
        await screen.GoAsync("/admin/webhooks");
        var (page, name) = (screen.Page, "chat " + Guid.NewGuid().ToString("N")[..8]);
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Address").FillAsync("http://127.1/hook");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the webhook" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("this machine");
        await page.GetByLabel("Address").FillAsync("https://hooks.invalid/monitor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the webhook" }).ClickAsync();
        var secret = await page.Locator("[data-test=secret]").InnerTextAsync();
        Assert.StartsWith("whs_", secret, StringComparison.Ordinal);
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
        await row.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Assertions.Expect(page.GetByText("A test is on its way")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-test=secret]")).ToHaveCountAsync(0);
        await screen.GoAsync("/admin/webhooks");
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        await screen.GoAsync("/admin/deliveries?state=waiting");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = $"test {name}" })).ToContainTextAsync("The receiver cannot be reached");
        await row.First.WaitForAsync();
        await screen.GoAsync("/admin/webhooks");
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Delete {name}" }).ClickAsync();
        await Assertions.Expect(page.GetByText($"{name} is deleted.")).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }
}
