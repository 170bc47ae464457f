using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Live;

namespace Monitor.Tests.Browser;

[Collection(Suite.Name)]
public sealed class ChartTests(TestApplication application, Chromium browser)
{
    private const string Painted = "() => window.monitorPaint ? window.monitorPaint.milliseconds.length : 0";

    [NeedsFact(Chromium.Program)]
    public async Task A_chart_moves_and_figures_change_without_a_reload()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.GoAsync($"/hosts/{host.Id}?every=1");
        await screen.Page.Locator(".apexcharts-line-series").First.WaitForAsync();
        var before = await screen.Page.EvaluateAsync<int>(Painted);

        for (var i = 0; i < 3; i++)
        {
            await host.ReportAsync(37.5, 62.5, 30, 1000, 2000);
            await Eventually.TrueAsync(async () => await screen.Page.EvaluateAsync<int>(Painted) > before + i || i > 0);
        }

        await Assertions.Expect(screen.Page.Locator(".figure .value").First).ToHaveTextAsync("37.5 %");
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_paused_chart_takes_no_points_until_it_goes_live_again()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.GoAsync($"/hosts/{host.Id}?every=1&live=off");
        await screen.Page.Locator(".apexcharts-line-series").First.WaitForAsync();

        await host.ReportAsync(77.5, 20, 30, 1000, 2000);
        await Assertions.Expect(screen.Page.Locator(".figure .value").First).ToHaveTextAsync("77.5 %");
        Assert.Equal(0, await screen.Page.EvaluateAsync<int>(Painted));

        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Go live" }).ClickAsync();
        await Eventually.TrueAsync(async () =>
        {
            await host.ReportAsync(78.5, 20, 30, 1000, 2000);
            return await screen.Page.EvaluateAsync<int>(Painted) > 0;
        });
        Assert.DoesNotContain("live=off", screen.Page.Url, StringComparison.Ordinal);
    }

    [NeedsFact(Chromium.Program)]
    public async Task The_address_holds_range_tab_and_metric_and_a_chosen_range_is_read_anew()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.GoAsync($"/hosts/{host.Id}?tab=metrics&metric=disk.used_percent");
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Heading, new() { Name = "Disk usage" })).ToBeVisibleAsync();

        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "24 h" }).ClickAsync();

        await Assertions.Expect(screen.Page).ToHaveURLAsync(new Regex("range=24h"));
        Assert.Contains("metric=disk.used_percent", screen.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Button, new() { Name = "24 h" })).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [NeedsFact(Chromium.Program)]
    public async Task The_parts_of_a_host_are_chosen_one_after_the_other_also_before_the_script_of_charts_is_there()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        var script = new TaskCompletionSource();
        await screen.Page.RouteAsync("**/js/chart.js", async route =>
        {
            await script.Task;
            await route.ContinueAsync();
        });
        await screen.GoAsync($"/hosts/{host.Id}");

        // The first charts are replaced before they can be drawn.
        await ChooseAsync("Storage");
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Heading, new() { Name = "Disk usage" })).ToBeVisibleAsync();
        script.SetResult();
        await screen.Page.Locator(".apexcharts-line-series").First.WaitForAsync();

        // Each of these has values of its own in the address. The application's own job may have entered the host's series by now.
        await ChooseAsync("Forecast");
        await Assertions.Expect(screen.Page.GetByText("Nothing of this host is forecast yet").Or(screen.Page.GetByRole(AriaRole.Cell, new() { Name = "learning" })).First).ToBeVisibleAsync();
        await ChooseAsync("Efficiency");
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Group, new() { Name = "Window" })).ToBeVisibleAsync();
        await ChooseAsync("Overview");
        await screen.Page.Locator(".apexcharts-line-series").First.WaitForAsync();
        Assert.Empty(screen.Complaints);

        Task ChooseAsync(string part) => screen.Page.GetByRole(AriaRole.Group, new() { Name = "Part of the page" }).GetByRole(AriaRole.Link, new() { Name = part }).ClickAsync();
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_drag_with_the_hand_shows_the_time_beside_the_window()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        var to = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await screen.GoAsync($"/hosts/{host.Id}?from={to - 3_600_000}&to={to}");
        var chart = screen.Page.Locator(".chart-canvas").First;
        await chart.Locator(".apexcharts-pan-icon").ClickAsync();
        var box = (await chart.BoundingBoxAsync())!;
        await screen.Page.Mouse.MoveAsync(box.X + 150, box.Y + 100);
        await screen.Page.Mouse.DownAsync();
        await screen.Page.Mouse.MoveAsync(box.X + 350, box.Y + 100, new() { Steps = 5 });
        await screen.Page.Mouse.UpAsync();

        await Assertions.Expect(screen.Page).Not.ToHaveURLAsync(new Regex($"to={to}$"));
        var shown = Regex.Match(screen.Page.Url, "from=([0-9]+)&to=([0-9]+)");
        var (left, right) = (long.Parse(shown.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(shown.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.InRange(right, to - 3_500_000, to - 600_000);
        Assert.Equal(3_600_000, right - left);
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Several_hosts_share_one_chart_with_a_line_each()
    {
        using var first = await BusyHost.CreateAsync(application);
        using var second = await BusyHost.CreateAsync(application);
        await first.ReportAsync(10, 20, 30, 1000, 2000);
        await second.ReportAsync(50, 20, 30, 1000, 2000);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.GoAsync($"/hosts/compare?hosts={first.Id},{second.Id}&metric=cpu.used_percent");

        await Assertions.Expect(screen.Page.Locator(".apexcharts-legend-series")).ToHaveCountAsync(2);
        await Assertions.Expect(screen.Page.Locator("table.plain tbody tr")).ToHaveCountAsync(2);
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_host_that_the_reader_may_see_no_more_leaves_the_comparison()
    {
        using var first = await BusyHost.CreateAsync(application);
        using var second = await BusyHost.CreateAsync(application);
        await first.ReportAsync(10, 20, 30, 1000, 2000);
        await second.ReportAsync(50, 20, 30, 1000, 2000);
        await using var db = await TestAgent.OpenAsync(application);
        var group = new HostGroup { Name = $"compared {Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == first.Id || h.Id == second.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, group.Id));
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer, groups: [group.Id]));
        await screen.GoAsync($"/hosts/compare?hosts={first.Id},{second.Id}&metric=cpu.used_percent");
        await Assertions.Expect(screen.Page.Locator(".apexcharts-legend-series")).ToHaveCountAsync(2);

        await db.Hosts.Where(h => h.Id == second.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, HostGroup.FleetId));
        application.Services.GetRequiredService<LiveFeed>().Publish(LiveFeed.Hosts);
        await Assertions.Expect(screen.Page.Locator("table.plain tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(screen.Page.GetByText(second.Name)).ToHaveCountAsync(0);
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_click_on_a_process_draws_its_curve_with_figures_and_what_happened_is_listed()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.PostAsync(
            batch => batch with
            {
                Top = [new WireTop(batch.Sent, [new WireProcess(4711, "busy-one", 12.5, 3_000_000)])],
                Events = [new WireEvent(batch.Sent, "agent.started", "The agent started.")],
            },
            10, 20, 30, 1000, 2000);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.GoAsync($"/hosts/{host.Id}?tab=processes");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "busy-one" }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Region, new() { Name = "Memory, figures" })).ToContainTextAsync("3 MB");
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Region, new() { Name = "CPU of one core, figures" })).ToContainTextAsync("12.5 %");
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" })).ToHaveCountAsync(2);

        await screen.Page.GetByRole(AriaRole.Link, new() { Name = "Events" }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Region, new() { Name = "Events" })).ToContainTextAsync("The agent started.");
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Fault_52_a_browser_that_stops_answering_is_sent_ten_batches_at_most_and_catches_up()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.GoAsync($"/hosts/{host.Id}?every=1");
        var session = await screen.Page.Context.NewCDPSessionAsync(screen.Page);
        await session.SendAsync("Debugger.enable");
        await session.SendAsync("Debugger.pause");

        for (var i = 0; i < 300; i++)
        {
            await host.ReportAsync(i % 100, 20, 30, 1000, 2000);
        }

        await session.SendAsync("Debugger.disable");
        await host.ReportAsync(91.5, 20, 30, 1000, 2000);
        await Assertions.Expect(screen.Page.Locator(".figure .value").First).ToHaveTextAsync("91.5 %", new() { Timeout = 60_000 });
        var options = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Components.Server.CircuitOptions>>(application.Services).Value;
        Assert.InRange(options.MaxBufferedUnacknowledgedRenderBatches, 1, 10);
    }
}
