using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Wire;
using Monitor.Tests.Efficiency.Screens;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;

namespace Monitor.Tests.Browser;

[Collection(PagesSuite.Name)]
public sealed class HostileTextTests(TestApplication application, Chromium browser)
{
    private const string Polyglot = "\"'><img src=x onerror=alert(1)><svg onload=alert(2)></script><script>alert(3)</script>{{7*7}}${7*7}javascript:alert(4)";

    [NeedsFact(Chromium.Program)]
    public async Task Attack_19_what_agents_and_people_write_is_drawn_as_text_on_every_page()
    {
        var label = Polyglot;
        var metric = "custom." + Polyglot[..60];
        using var host = await BusyHost.CreateAsync(application, [.. BusyHost.Usual, TestAgent.Series("disk.used_percent", ("mount", label)), TestAgent.Series(metric)]);
        await host.PostAsync(
            batch => batch with
            {
                Top = [new WireTop(batch.Sent, [new WireProcess(1, Polyglot[..80], 12, 1000)])],
                Events = [new WireEvent(batch.Sent, Polyglot[..80], Polyglot)],
                States = [new WireState(Polyglot[..80], Polyglot, batch.Sent)],
                Inventory = new WireInventory(Polyglot, Polyglot, Polyglot, 4, 1000, [Polyglot[..40]], "0.1.0"),
            },
            10, 20, 30, 1000, 2000, 40, 50);
        await SizesStage.LookedAsync(application);
        int ticket;
        var group = new HostGroup { Name = Polyglot[..60], ParentId = HostGroup.FleetId };
        await using (var db = await TestAgent.OpenAsync(application))
        {
            db.HostGroups.Add(group);
            await db.SaveChangesAsync();
            await db.Hosts.Where(h => h.Id == host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.Name, Polyglot).SetProperty(h => h.GroupId, group.Id));
            EfficiencyStage.AddHours(db, host.Id, TimeProvider.System.GetUtcNow(), _ => (97, 10));
            var opened = new Ticket { Title = Polyglot, Description = Polyglot, HostId = host.Id };
            db.Tickets.Add(opened);
            db.Services.Add(new Service { Name = Polyglot[..Service.NameLength], Matchers = $"label.x={Polyglot}" });
            await db.HostSizes.Where(s => s.HostId == host.Id).ExecuteDeleteAsync();
            db.HostSizes.Add(new HostSize { HostId = host.Id, LookedAt = TimeProvider.System.GetUtcNow(), Month = 1, Proposals = [new SizeProposal(SizeAction.Merge, 4, 0, 1, 70, 1, Polyglot) { Where = Polyglot }] });
            await db.SaveChangesAsync();
            db.TicketEntries.Add(new TicketEntry { TicketId = opened.Id, Kind = TicketEntryKind.Comment, Text = Polyglot });
            await db.SaveChangesAsync();
            ticket = opened.Number;
            await EfficiencyStage.ReadThroughAsync(db, TimeProvider.System.GetUtcNow());
        }

        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin));
        string[] paths =
        [
            .. PagesTests.Plain, "/hosts?sort=name", $"/hosts/{host.Id}", $"/hosts/{host.Id}?tab=storage", $"/hosts/{host.Id}?tab=processes", $"/hosts/{host.Id}?tab=inventory",
            $"/hosts/{host.Id}?tab=events", $"/hosts/{host.Id}?tab=links", $"/problems/why?host={host.Id}", $"/problems/silences?new=true&matchers={Uri.EscapeDataString("host=" + Polyglot)}",
            $"/hosts/{host.Id}?tab=metrics&metric={Uri.EscapeDataString(metric)}", $"/hosts/compare?hosts={host.Id}", $"/tickets/{ticket}", $"/efficiency/sizes?host={host.Id}&action={Uri.EscapeDataString(Polyglot)}", $"/efficiency/capacity?if=move&move={Uri.EscapeDataString(Polyglot)}&more={Uri.EscapeDataString(Polyglot)}",
            $"/tickets/new?host={host.Id}", $"/admin/rules?host={host.Id}", $"/admin/rules/disk-full?host={host.Id}",
            $"/efficiency?group={group.Id}", $"/hosts/{host.Id}?tab=efficiency",
        ];
        foreach (var path in paths)
        {
            await screen.GoAsync(path);
            Assert.Equal(0, await screen.Page.Locator("img[src=x], svg[onload]").CountAsync());
        }

        await screen.GoAsync($"/efficiency?group={group.Id}");
        await Assertions.Expect(screen.Page.Locator($"[data-host='{host.Id}']")).ToContainTextAsync(Polyglot);
        await screen.GoAsync($"/hosts/{host.Id}");
        await Assertions.Expect(screen.Page.Locator("h1")).ToHaveTextAsync(Polyglot);
        Assert.Empty(screen.Complaints);
    }
}
