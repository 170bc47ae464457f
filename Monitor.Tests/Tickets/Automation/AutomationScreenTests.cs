using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Automation.Admin;

namespace Monitor.Tests.Tickets.Automation;

[Collection(Suite.Name)]
public sealed class AutomationScreenTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task An_administrator_makes_a_trigger_tries_it_first_and_a_ticket_that_is_opened_then_is_acted_on()
    {
        var (word, admin) = ($"w{Guid.NewGuid():N}"[..10], await application.CreateUserAsync(Roles.Admin));
        var (before, name) = (await OpenAsync($"Old {word} trouble"), $"<b>{word}</b>");
        await using var screen = await Screen.OpenAsync(browser, application, admin);
        var page = screen.Page;
        await screen.GoAsync("/admin/automation");
        await page.GetByRole(AriaRole.Button, new() { Name = "New trigger" }).ClickAsync();
        var form = page.GetByRole(AriaRole.Form, new() { Name = "New trigger" });
        await form.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await form.GetByRole(AriaRole.Button, new() { Name = "Add a condition" }).ClickAsync();
        var condition = form.GetByRole(AriaRole.Group, new() { Name = "Condition" });
        await condition.GetByLabel("What is looked at").SelectOptionAsync("Words");
        await condition.GetByRole(AriaRole.Textbox, new() { Name = "Value" }).FillAsync($"trouble {word}");
        await condition.GetByRole(AriaRole.Textbox, new() { Name = "Value" }).BlurAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Dry run" }).ClickAsync();
        await Assertions.Expect(form.GetByText(new Regex("^1 of the last \\d+ tickets would have matched$"))).ToBeVisibleAsync();
        await Assertions.Expect(form.GetByRole(AriaRole.Link, new() { Name = $"#{before} Old {word} trouble" })).ToBeVisibleAsync();

        var actions = form.GetByRole(AriaRole.Group, new() { Name = "Action" });
        await actions.Nth(0).GetByLabel("Value").SelectOptionAsync("Urgent");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add an action" }).ClickAsync();
        await actions.Nth(1).GetByLabel("What is done").SelectOptionAsync("AddTag");
        await actions.Nth(1).GetByRole(AriaRole.Textbox, new() { Name = "Value" }).FillAsync($"#{word.ToUpperInvariant()}");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var line = page.GetByRole(AriaRole.Region, new() { Name = name });
        await Assertions.Expect(line.GetByText($"Title or text has the words trouble {word}")).ToBeVisibleAsync();
        await Assertions.Expect(line.GetByText($"Add the tag {word}")).ToBeVisibleAsync();

        var number = await OpenAsync($"New {word} TROUBLE");
        await screen.GoAsync($"/tickets/{number}");
        await Assertions.Expect(page.GetByText($"Trigger “{name}”: Priority: Medium → Urgent. Tag added: {word}.")).ToBeVisibleAsync();
        await using var db = await TestAgent.OpenAsync(application);
        var priorities = await db.Tickets.Where(t => t.Number == before || t.Number == number).ToDictionaryAsync(t => t.Number, t => t.Priority);
        Assert.Equal((TicketPriority.Medium, TicketPriority.Urgent), (priorities[before], priorities[number]));

        await screen.GoAsync("/admin/automation");
        await line.GetByRole(AriaRole.Button, new() { Name = $"Switch {name} off" }).ClickAsync();
        await Assertions.Expect(line.GetByText("Off", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_technician_applies_a_macro_by_a_double_click_to_a_ticket_and_to_several_in_the_list_and_each_has_one_reply()
    {
        var (name, word) = ($"Macro {Guid.NewGuid():N}"[..16], $"m{Guid.NewGuid():N}"[..10]);
        var admin = await application.CreateUserAsync(Roles.Admin);
        var wish = new AutomationWish(name, AutomationKind.Macro) { Actions = [new(AutomationDeed.Reply, "It is done."), new(AutomationDeed.SetPriority, "Low")] };
        Assert.Null(await application.Services.GetRequiredService<AutomationDesk>().SaveAsync(new Actor(admin.Id, admin.Name, admin.Role, ""), null, null, wish, CancellationToken.None));
        int[] numbers = [await OpenAsync($"One {word}"), await OpenAsync($"Two {word}"), await OpenAsync($"Three {word}")];
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        var page = screen.Page;
        await screen.GoAsync($"/tickets/{numbers[0]}");
        await page.GetByLabel("Macro", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = name });
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Apply" })).ToBeEnabledAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).EvaluateAsync("button => { button.click(); button.click(); }");
        await Assertions.Expect(page.GetByText($"Macro “{name}”: Wrote a reply. Priority: Medium → Low.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Macro", new() { Exact = true })).ToBeEnabledAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByText("It is done.", new() { Exact = true })).ToBeVisibleAsync();

        await screen.GoAsync($"/tickets?text={word}");
        await page.GetByLabel($"Select #{numbers[1]}").CheckAsync();
        await page.GetByLabel($"Select #{numbers[2]}").CheckAsync();
        await page.GetByLabel("What to change").SelectOptionAsync("Macro");
        await page.GetByLabel("New value").SelectOptionAsync(new SelectOptionValue { Label = name });
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).DblClickAsync();
        await Assertions.Expect(page.GetByText("2 of 2 tickets are as you asked.")).ToBeVisibleAsync();
        await using var db = await TestAgent.OpenAsync(application);
        Assert.Equal(3, await db.Tickets.CountAsync(t => numbers.Contains(t.Number) && t.Priority == TicketPriority.Low && t.FirstRespondedAt != null));
        Assert.Equal(3, await db.TicketEntries.CountAsync(e => e.Text == "It is done." && db.Tickets.Any(t => t.Id == e.TicketId && numbers.Contains(t.Number))));
        await db.TicketAutomations.Where(a => a.Name == name).ExecuteDeleteAsync();
        Assert.Empty(screen.Complaints);
    }

    private async Task<int> OpenAsync(string title)
    {
        var person = await application.CreateUserAsync(Roles.EndUser);
        var outcome = await application.Services.GetRequiredService<TicketDesk>().OpenAsync(
            new Actor(person.Id, person.Name, person.Role, ""), new NewTicket(title, "", TicketPriority.Medium, null, Guid.NewGuid()), CancellationToken.None);
        return outcome.Number;
    }
}
