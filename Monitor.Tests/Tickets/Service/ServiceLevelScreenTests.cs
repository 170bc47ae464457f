using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Service.Admin;

namespace Monitor.Tests.Tickets.Service;

[Collection(Suite.Name)]
public sealed class ServiceLevelScreenTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task An_administrator_promises_and_a_ticket_counts_down_and_becomes_late()
    {
        var (calendar, level, requester) = ($"Hours {Guid.NewGuid():N}"[..14], $"Level {Guid.NewGuid():N}"[..14], await application.CreateUserAsync(Roles.EndUser));
        var team = await TeamAsync(requester.Id);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin));
        var page = screen.Page;
        await screen.GoAsync("/admin/calendars?new=true");
        await Assertions.Expect(page.GetByLabel("Hours")).ToHaveAttributeAsync("placeholder", "MO-FR 09:00-17:00\nSA 10:00-14:00");
        await page.GetByLabel("Name").FillAsync(calendar);
        await page.GetByLabel("Hours").FillAsync("MONDAY 09:00-17:00");
        await Assertions.Expect(page.GetByText("Hours, line 1: “MONDAY 09:00-17:00” does not begin with days")).ToBeVisibleAsync();
        await page.GetByLabel("Hours").FillAsync("MO-SU 00:00-24:00");
        await Assertions.Expect(page.GetByText("168 h of service")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = calendar })).ToBeVisibleAsync();

        await screen.GoAsync("/admin/service-levels?new=true");
        await page.GetByLabel("Name").FillAsync(level);
        await page.GetByLabel("Requester in team").SelectOptionAsync(new SelectOptionValue { Label = team });
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Calendar", Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = calendar });
        await page.GetByLabel("First response within").FillAsync("1 h");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a step" }).ClickAsync();
        await page.GetByLabel("What is done").SelectOptionAsync("TellLeads");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = level }).GetByText("15 min before first response is due: tell the leads")).ToBeVisibleAsync();

        await screen.GoAsync("/admin/calendars");
        await page.GetByRole(AriaRole.Link, new() { Name = calendar }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it for good" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = level })).ToBeVisibleAsync();

        var number = await OpenAsync(requester);
        await screen.GoAsync($"/tickets/{number}");
        var clocks = page.GetByRole(AriaRole.Region, new() { Name = "Promises" });
        await Assertions.Expect(clocks.Locator("monitor-countdown[data-tone=soon]")).ToContainTextAsync(new Regex(@"due soon, in (1 h|\d+ min|\d+ s) \("));
        await using var db = await TestAgent.OpenAsync(application);
        var timer = db.SlaTimers.Where(t => db.Tickets.Any(x => x.Id == t.TicketId && x.Number == number));
        await timer.ExecuteUpdateAsync(set => set.SetProperty(t => t.DueAt, t => t.StartedAt.AddSeconds(5)));
        await screen.GoAsync($"/tickets/{number}");
        await Assertions.Expect(clocks.Locator("monitor-countdown[data-tone=late]")).ToContainTextAsync(new Regex(@"late by \d+ (s|min) \("));
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task What_is_typed_survives_a_change_by_somebody_else_and_a_move_and_the_next_save_counts()
    {
        var (name, admin) = ($"Level {Guid.NewGuid():N}"[..14], await application.CreateUserAsync(Roles.Admin));
        var (desk, actor) = (application.Services.GetRequiredService<PolicyDesk>(), new Actor(admin.Id, admin.Name, admin.Role, ""));
        await using var db = await TestAgent.OpenAsync(application);
        var wish = new PolicyWish { Name = name, CalendarId = await db.ServiceCalendars.Select(c => c.Id).FirstAsync(), Resolution = TimeSpan.FromHours(5) };
        var id = (await desk.SaveAsync(actor, null, null, wish, CancellationToken.None)).Id;
        await using var screen = await Screen.OpenAsync(browser, application, admin);
        await screen.GoAsync($"/admin/service-levels?level={id}");
        var (field, level, save) = (screen.Page.GetByLabel("Name"), screen.Page.GetByRole(AriaRole.Region, new() { Name = name }), screen.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }));
        await field.FillAsync($"{name} x");
        await level.GetByRole(AriaRole.Button, new() { Name = $"Try {name} earlier" }).ClickAsync();
        await Assertions.Expect(level.GetByRole(AriaRole.Button, new() { Name = $"Try {name} later" })).ToBeEnabledAsync();
        await Assertions.Expect(field).ToHaveValueAsync($"{name} x");
        await desk.SaveAsync(actor, id, null, wish with { Resolution = TimeSpan.FromHours(7) }, CancellationToken.None);
        await save.ClickAsync();
        await Assertions.Expect(screen.Page.GetByText("Somebody else changed it in the meantime")).ToBeVisibleAsync();
        await Assertions.Expect(level.GetByText("resolution within 7 h")).ToBeVisibleAsync();
        await Assertions.Expect(field).ToHaveValueAsync($"{name} x");
        await save.ClickAsync();
        await Assertions.Expect(screen.Page.GetByText("The service level is saved.")).ToBeVisibleAsync();

        // A move of one's own is no change by somebody else.
        await screen.GoAsync($"/admin/service-levels?level={id}");
        await field.FillAsync(name);
        level = screen.Page.GetByRole(AriaRole.Region, new() { Name = $"{name} x" });
        await level.GetByRole(AriaRole.Button, new() { Name = $"Try {name} x later" }).ClickAsync();
        await Assertions.Expect(level.GetByRole(AriaRole.Button, new() { Name = $"Try {name} x later" })).ToBeDisabledAsync();
        await save.ClickAsync();
        await Assertions.Expect(screen.Page.GetByText("The service level is saved.")).ToBeVisibleAsync();
        var saved = await db.SlaPolicies.AsNoTracking().SingleAsync(p => p.Id == id);
        Assert.Equal((name, TimeSpan.FromHours(5)), (saved.Name, saved.Resolution));
        Assert.Empty(screen.Complaints);
    }

    private async Task<string> TeamAsync(int userId)
    {
        await using var db = await TestAgent.OpenAsync(application);
        var team = new Team { Name = $"Customers {Guid.NewGuid():N}" };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        db.TeamMembers.Add(new TeamMember { TeamId = team.Id, UserId = userId });
        await db.SaveChangesAsync();
        return team.Name;
    }

    private async Task<int> OpenAsync(TestUser person)
    {
        var outcome = await application.Services.GetRequiredService<TicketDesk>().OpenAsync(
            new Actor(person.Id, person.Name, person.Role, ""), new NewTicket("Printer", "", TicketPriority.Medium, null, Guid.NewGuid()), CancellationToken.None);
        return outcome.Number;
    }
}
