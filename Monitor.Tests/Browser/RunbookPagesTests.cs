using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Tests.Tickets.Runbooks;
using Monitor.Web.Tickets.Runbooks;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Browser;

/// <summary>One person writes a runbook and enables it, one asks for it on a ticket, another agrees, and the agent's answer comes to the open page.</summary>
[Collection(Suite.Name)]
public sealed class RunbookPagesTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_runbook_is_written_enabled_asked_for_agreed_to_by_another_and_its_end_appears_on_the_open_ticket()
    {
        using var agent = await TestAgent.CreateAsync(application);
        await agent.StoreAsync(Batch(1) with { Actions = new WireActions(null, [new WireAction("free-disk", "run-program", "Frees the disk", ["cache", "logs"])]) });
        await using var db = application.Database.CreateDb();
        var (number, _) = await RunbookTrouble.AddAsync(db, agent.Host);
        var name = $"Free the disk of {agent.Host.Name}";

        await using (var admin = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin)))
        {
            await admin.GoAsync("/admin/runbooks?edit=new");
            var form = admin.Page.GetByRole(AriaRole.Form, new() { Name = "New runbook" });
            await form.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
            await form.GetByLabel("Causes").FillAsync("rule:disk-full");
            await form.GetByLabel("Action", new() { Exact = true }).FillAsync("free-disk");
            await form.GetByLabel("Action", new() { Exact = true }).PressAsync("Tab");
            await form.GetByRole(AriaRole.Combobox, new() { Name = "Value" }).SelectOptionAsync("cache");
            await form.GetByLabel("First a dry run").UncheckAsync();
            await form.GetByRole(AriaRole.Button, new() { Name = "What would it fit now?" }).ClickAsync();
            await Expect(form.GetByText($"(#{number})")).ToBeVisibleAsync();
            await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await admin.Page.GetByRole(AriaRole.Button, new() { Name = $"Enable {name}" }).ClickAsync();
            await admin.Page.GetByRole(AriaRole.Button, new() { Name = $"Enable {name} now" }).ClickAsync();
            await Expect(admin.Page.GetByRole(AriaRole.Region, new() { Name = name }).GetByText("Enabled", new() { Exact = true })).ToBeVisibleAsync();
            var all = admin.Page.GetByRole(AriaRole.Region, new() { Name = "Runbooks in all" });
            if (await all.GetByText("Switched off").CountAsync() > 0)
            {
                await all.GetByRole(AriaRole.Button, new() { Name = "Switch on…" }).ClickAsync();
                await all.GetByRole(AriaRole.Button, new() { Name = "Switch them on" }).ClickAsync();
            }

            await Expect(all.GetByText("Switched on", new() { Exact = true })).ToBeVisibleAsync();
            Assert.Empty(admin.Complaints);
        }

        await Eventually.TrueAsync(async () =>
        {
            await application.Services.GetRequiredService<RunbookProposals>().LookAsync(CancellationToken.None);
            return await db.RunbookRuns.AnyAsync(r => r.HostId == agent.Host.Id);
        });
        await using var technician = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await technician.GoAsync($"/tickets/{number}");
        var card = technician.Page.GetByRole(AriaRole.Region, new() { Name = "Runbooks" }).GetByRole(AriaRole.Listitem, new() { Name = name });
        await card.GetByRole(AriaRole.Button, new() { Name = "Ask for approval…" }).ClickAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Ask for it" }).ClickAsync();
        await Expect(card.GetByText("Waits for approval")).ToBeVisibleAsync();

        await using (var lead = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead)))
        {
            await lead.GoAsync($"/tickets/{number}");
            await lead.Page.GetByRole(AriaRole.Button, new() { Name = $"Approve and run on {agent.Host.Name}" }).ClickAsync();
            await Expect(lead.Page.GetByText("Sent to the agent")).ToBeVisibleAsync();
            Assert.Empty(lead.Complaints);
        }

        WireCommand? command = null;
        var seq = 1;
        await Eventually.TrueAsync(async () => (command = (await agent.StoreAsync(Batch(++seq) with { Commands = 1 })).Commands.SingleOrDefault()) is not null);
        Assert.Equal(("free-disk", "cache"), (command!.Action, command.Parameter));
        await agent.StoreAsync(Batch(++seq) with { Commands = 1, Results = [new WireResult(command.Id, WireResult.Succeeded, "freed 3 GB <script>alert(1)</script>", 0)] });
        await Expect(card.GetByText("Succeeded", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(card.GetByText("freed 3 GB <script>alert(1)</script>")).ToBeVisibleAsync();
        Assert.Equal(RunState.Succeeded, await db.RunbookRuns.Where(r => r.HostId == agent.Host.Id && r.StartedAt != null).Select(r => r.State).SingleAsync());
        Assert.Empty(technician.Complaints);
        await RunbookTrouble.StopAsync(application);
    }

    private static MetricBatch Batch(long seq) => new() { Seq = seq, Sent = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Count = 0, Ticks = [] };
}
