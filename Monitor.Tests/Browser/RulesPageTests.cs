using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Problems.Rules;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Browser;

[Collection(Suite.Name)]
public sealed class RulesPageTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task Rules_without_a_source_are_grey_with_the_reason_and_each_value_of_a_host_says_where_it_comes_from()
    {
        using var host = await BusyHost.CreateAsync(application);
        var group = new HostGroup { Name = "Halle " + Guid.NewGuid().ToString("N")[..8], ParentId = HostGroup.FleetId };
        await using var db = application.Database.CreateDb();
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, group.Id));
        await BendAsync(OverrideTarget.OfGroup(group.Id), edit => edit with { Steps = [new StepOverride(Domain.Problems.Severity.Warning, 70)] });
        await BendAsync(OverrideTarget.OfHost(host.Id), edit => edit with { ForDuration = TimeSpan.FromMinutes(3) });

        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.GoAsync($"/admin/rules?host={host.Id}");
        foreach (var (name, reason) in new[] { ("SMART", "Waits for an agent that reads SMART."), ("Certificate", "Waits for probes that look at certificates."), ("Probe", "Waits for probes from outside.") })
        {
            var waiting = screen.Page.Locator("tr.grey").Filter(new() { Has = screen.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }) });
            await Expect(waiting).ToContainTextAsync("No source yet");
            await Expect(waiting).ToContainTextAsync(reason);
        }

        var counts = screen.Page.Locator(".card").Filter(new() { HasText = "What counts on a host" });
        var cpu = counts.Locator("tbody tr").Filter(new() { Has = screen.Page.GetByRole(AriaRole.Link, new() { Name = "CPU", Exact = true }) });
        await Expect(cpu).ToContainTextAsync(new Regex($@"70 %\s*group {group.Name}"));
        await Expect(cpu).ToContainTextAsync(new Regex(@"98 %\s*fleet"));
        await Expect(cpu).ToContainTextAsync(new Regex(@"3 min\s*host"));
        Assert.Empty(screen.Complaints);
    }

    private async Task BendAsync(OverrideTarget target, Func<OverrideEdit, OverrideEdit> edit)
    {
        await using var db = application.Database.CreateDb();
        var rule = await db.Rules.AsNoTracking().SingleAsync(r => r.Key == "cpu-high");
        var outcome = await application.Services.GetRequiredService<RuleBook>().SetOverrideAsync(
            Actor.System, edit(new OverrideEdit(new RuleAt(rule.Id, rule.Version), target, "Test")), CancellationToken.None);
        Assert.True(outcome.IsDone, string.Join(' ', outcome.Messages));
    }
}
