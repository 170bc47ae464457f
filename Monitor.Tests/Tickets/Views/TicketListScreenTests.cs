using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;

namespace Monitor.Tests.Tickets.Views;

[Collection(Suite.Name)]
public sealed class TicketListScreenTests(TestApplication application, Chromium browser)
{
    private readonly string _tag = "s" + Guid.NewGuid().ToString("N")[..8];

    [NeedsFact(Chromium.Program)]
    public async Task The_keyboard_walks_a_list_chooses_tickets_and_changes_them_and_a_filter_is_saved_as_a_view()
    {
        await AddAsync("first");
        await AddAsync("second");
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead));
        var page = screen.Page;
        await screen.GoAsync($"/tickets?tag={_tag}&page=9");
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");

        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "second" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "first" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("x");
        await Assertions.Expect(page.GetByText("2 selected")).ToBeVisibleAsync();
        await page.GetByLabel("What to change").SelectOptionAsync("Priority");
        await page.GetByLabel("New value").SelectOptionAsync("Urgent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Assertions.Expect(page.GetByText("2 of 2 tickets are as you asked.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("tr[data-row] .priority.urgent")).ToHaveCountAsync(2);

        await page.GetByLabel("Select all on this page").CheckAsync();
        await page.GetByLabel("What to change").SelectOptionAsync("AddTag");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Tag", Exact = true }).FillAsync("one,two");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        var told = page.GetByRole(AriaRole.Status).Filter(new() { HasText = "0 of 2 tickets are as you asked. 2 are not:" });
        await Assertions.Expect(told).ToBeInViewportAsync();
        await Assertions.Expect(told.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Assertions.Expect(told.GetByRole(AriaRole.Link)).ToHaveCountAsync(2);
        await told.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Change the selected tickets" }).GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Title" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("sort=title"));
        await Assertions.Expect(page.Locator("tr[data-row] a[data-open]").First).ToHaveTextAsync("first");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save view" }).ClickAsync();
        await page.GetByLabel("Name of the view").FillAsync("Of this test");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete view" })).ToBeVisibleAsync();
        await screen.GoAsync("/tickets");
        await page.GetByLabel("Saved views").SelectOptionAsync(new SelectOptionValue { Label = "Of this test" });
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(2);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"tag={_tag}.*sort=title"));

        // What was asked for is told of on a list that is empty by it, too.
        await page.GetByLabel("Select all on this page").CheckAsync();
        await page.GetByLabel("What to change").SelectOptionAsync("State");
        await page.GetByLabel("New value").SelectOptionAsync("Resolved");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByText("2 of 2 tickets are as you asked.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete view…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete view…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save view" })).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("xjn?");
        await Assertions.Expect(page.GetByLabel("Search tickets")).ToHaveValueAsync("xjn?");
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_card_is_dragged_to_a_state_that_it_may_have_and_to_no_other_and_others_see_it_move()
    {
        var number = await AddAsync("drag me");
        await using var other = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await other.GoAsync($"/tickets/board?tag={_tag}");
        await Assertions.Expect(Card(other.Page, "New", number)).ToHaveAttributeAsync("draggable", "false");
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await screen.GoAsync($"/tickets/board?tag={_tag}");
        await Card(screen.Page, "New", number).DragToAsync(screen.Page.Locator("[data-state=Open] h2"));
        await Assertions.Expect(Card(screen.Page, "Open", number)).ToBeVisibleAsync();
        await Assertions.Expect(Card(other.Page, "Open", number)).ToBeVisibleAsync();
        await Card(screen.Page, "Open", number).DragToAsync(screen.Page.Locator("[data-state=New] h2"));
        await Assertions.Expect(Card(screen.Page, "Open", number)).ToBeVisibleAsync();
        await using var db = await TestAgent.OpenAsync(application);
        Assert.Equal(TicketState.Open, (await db.Tickets.AsNoTracking().SingleAsync(t => t.Number == number)).State);
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task On_a_phone_a_card_is_moved_by_its_menu()
    {
        var number = await AddAsync("tap me");
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician), width: 390);
        await screen.GoAsync($"/tickets/board?tag={_tag}");
        await screen.Page.GetByLabel($"Move #{number}").SelectOptionAsync("Resolved");
        await Assertions.Expect(Card(screen.Page, "Resolved", number)).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }

    private static ILocator Card(IPage page, string state, int number) => page.Locator($"[data-state={state}] [data-number='{number}']");

    private async Task<int> AddAsync(string title)
    {
        await using var db = await TestAgent.OpenAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var ticket = new Ticket { Title = title, CreatedAt = now, UpdatedAt = now };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync();
        db.TicketTags.Add(new TicketTag { TicketId = ticket.Id, Tag = _tag });
        await db.SaveChangesAsync();
        return ticket.Number;
    }
}
