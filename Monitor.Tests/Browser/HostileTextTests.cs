using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Tests.Support;

namespace Monitor.Tests.Browser;

[Collection(PagesSuite.Name)]
public sealed class HostileTextTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task Attack_19_what_agents_and_people_write_is_drawn_as_text_wherever_it_is_looked_at_closely()
    {
        using var stage = await HostileStage.CreateAsync(application);
        var (host, text) = (stage.Host, Uri.EscapeDataString(HostileStage.Polyglot));
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Admin));
        string[] paths =
        [
            "/hosts?sort=name", $"/hosts/{host.Id}", $"/hosts/{host.Id}?tab=storage", $"/hosts/{host.Id}?tab=processes", $"/hosts/{host.Id}?tab=inventory",
            $"/hosts/{host.Id}?tab=events", $"/hosts/{host.Id}?tab=links", $"/problems/why?host={host.Id}", $"/reports/status?host={host.Id}", $"/reports/status?group={HostGroup.FleetId}", $"/problems/silences?new=true&matchers={Uri.EscapeDataString("host=" + HostileStage.Polyglot)}",
            $"/hosts/{host.Id}?tab=metrics&metric={Uri.EscapeDataString(HostileStage.Metric)}", $"/hosts/compare?hosts={host.Id}", $"/tickets/{stage.Ticket}", $"/efficiency/sizes?host={host.Id}&action={text}", $"/efficiency/capacity?if=move&move={text}&more={text}",
            $"/tickets/new?host={host.Id}", $"/admin/rules?host={host.Id}", $"/admin/rules/disk-full?host={host.Id}",
            $"/efficiency?group={stage.GroupId}", $"/hosts/{host.Id}?tab=efficiency",
        ];
        foreach (var path in paths)
        {
            await screen.GoAsync(path);
            Assert.Equal(0, await screen.Page.Locator(HostileStage.Markup).CountAsync());
        }

        await screen.GoAsync($"/efficiency?group={stage.GroupId}");
        await Assertions.Expect(screen.Page.Locator($"[data-host='{host.Id}']")).ToContainTextAsync(HostileStage.Polyglot);
        await screen.GoAsync($"/hosts/{host.Id}");
        await Assertions.Expect(screen.Page.Locator("h1")).ToHaveTextAsync(HostileStage.Polyglot);
        Assert.Empty(screen.Complaints);
    }
}
