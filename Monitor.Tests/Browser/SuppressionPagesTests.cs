using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Ledger;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Problems;
using Monitor.Web.Problems.Suppression;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Browser;

[Collection(Suite.Name)]
public sealed class SuppressionPagesTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_silence_shows_what_it_fits_while_one_types_counts_once_it_is_made_and_is_ended_by_a_click()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 95, 1000, 2000);
        await TakeAsync(host, VerdictKind.Fired);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await screen.GoAsync("/problems/silences?new=true");
        await screen.Page.GetByLabel("What is silent").FillAsync($"host={host.Name}");
        await Expect(screen.Page.GetByLabel("What this matches now")).ToContainTextAsync("1 host and 1 open problem now.");
        await Expect(screen.Page.GetByLabel("What this matches now")).ToContainTextAsync("Disk usage of / 95 %");
        await screen.Page.GetByLabel("Reason").FillAsync("disk exchange");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Silence it" }).ClickAsync();
        var one = screen.Page.GetByLabel("The silence", new() { Exact = true });
        await Expect(one).ToContainTextAsync("disk exchange");
        await Expect(one).ToContainTextAsync("Active");
        await one.GetByRole(AriaRole.Button, new() { Name = "End it now" }).ClickAsync();
        await Expect(one).ToContainTextAsync("Over");
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Planned_maintenance_shows_its_hosts_and_the_next_five_times_in_its_zone()
    {
        using var host = await BusyHost.CreateAsync(application);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead));
        await screen.GoAsync("/problems/maintenance?new=true");
        await screen.Page.GetByLabel("Name").FillAsync("Patch night");
        await screen.Page.GetByLabel("Hosts", new() { Exact = true }).FillAsync($"host={host.Name}");
        await Expect(screen.Page.GetByLabel("What this matches now")).ToContainTextAsync("1 host");
        await screen.Page.GetByLabel("Time zone").FillAsync("America/New_York");
        await screen.Page.GetByLabel("Starts").FillAsync($"{TimeProvider.System.GetUtcNow().Year + 1}-03-13T02:30");
        await screen.Page.GetByLabel("Repeats").SelectOptionAsync("daily");
        var times = screen.Page.GetByLabel("When it is open").GetByRole(AriaRole.Listitem);
        await Expect(times).ToHaveCountAsync(5);
        await Expect(times.Nth(0)).ToContainTextAsync("02:30 to 04:30");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Plan it" }).ClickAsync();
        await Expect(screen.Page.GetByLabel("The maintenance window")).ToContainTextAsync("every day at 02:30 for 2 h (America/New_York)");

        // In the list it stands among times of the reader's zone.
        await Expect(screen.Page.GetByRole(AriaRole.Region, new() { Name = "Maintenance" }).GetByText("04:30 (America/New_York)").First).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task The_search_box_answers_in_one_sentence_below_the_limit_not_long_enough_and_silenced()
    {
        using var calm = await BusyHost.CreateAsync(application);
        using var brief = await BusyHost.CreateAsync(application);
        using var silent = await BusyHost.CreateAsync(application);
        foreach (var host in new[] { calm, brief, silent })
        {
            await host.ReportAsync(10, 20, 30, 1000, 2000);
        }

        await TakeAsync(brief, VerdictKind.Pending);
        var author = await application.CreateUserAsync(Roles.Technician);
        var made = await application.Services.GetRequiredService<SilenceDesk>().CreateAsync(
            new Actor(author.Id, author.Name, Roles.Technician, ""),
            new SilenceWish($"host={silent.Name}", "disk exchange", null, TimeProvider.System.GetUtcNow().AddHours(1), Guid.NewGuid()), CancellationToken.None);
        Assert.True(made.IsDone, string.Join(' ', made.Messages));
        await TakeAsync(silent, VerdictKind.Fired);

        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));
        await screen.GoAsync("/problems/why");
        var answer = screen.Page.Locator("[data-answer]");
        await AskAsync(screen, $"{calm.Name} now");
        await Expect(answer).ToContainTextAsync($"Nobody was told about {calm.Name}");
        await Expect(answer).ToContainTextAsync("every value was within its limit");
        await AskAsync(screen, $"{brief.Name} now");
        await Expect(answer).ToContainTextAsync("of the 5 min that it must last");
        await AskAsync(screen, $"{silent.Name} now");
        await Expect(answer).ToContainTextAsync("silenced by");
        await Expect(answer).ToContainTextAsync("disk exchange");
        await Expect(screen.Page.GetByLabel("Chain").First).ToContainTextAsync("held by silence");
        await AskAsync(screen, "no-such-host-anywhere 03:10");
        await Expect(screen.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No host that you may see");
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Attack_28_A_silence_button_that_is_still_on_the_screen_does_nothing_once_the_role_is_gone()
    {
        var user = await application.CreateUserAsync(Roles.Technician);
        await using var screen = await Screen.OpenAsync(browser, application, user);
        await screen.GoAsync("/problems/silences?new=true");
        await screen.Page.GetByLabel("What is silent").FillAsync($"host=stale-{user.Name}");
        await screen.Page.GetByLabel("Reason").FillAsync("x");
        await using var db = application.Database.CreateDb();
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.Role, Roles.Viewer));
        for (var i = 0; i < 50; i++)
        {
            await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Silence it" }).DispatchEventAsync("click");
        }

        await Expect(screen.Page.GetByText("You may not silence anything").First).ToBeVisibleAsync();
        Assert.False(await db.Silences.AnyAsync(s => s.Matchers == $"host=stale-{user.Name}"));
    }

    private static async Task AskAsync(Screen screen, string question)
    {
        await screen.Page.GetByLabel("A host and a time").FillAsync(question);
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Why?" }).ClickAsync();
    }

    /// <summary>What a judge would hand on about the host's disk.</summary>
    private async Task TakeAsync(BusyHost host, VerdictKind kind)
    {
        await using var db = application.Database.CreateDb();
        var rule = await db.Rules.AsNoTracking().SingleAsync(r => r.Key == "disk-full");
        var now = TimeProvider.System.GetUtcNow();
        await application.Services.GetRequiredService<ProblemLedger>().TakeAsync(
            new Verdict
            {
                Kind = kind, HostId = host.Id, RuleId = rule.Id, RuleKey = rule.Key, RuleVersion = rule.Version, Metric = "disk.used_percent", Labels = "mount=\"/\"",
                Severity = rule.Definition.Mildest.Severity, Value = 95, Limit = 80, BeganAt = now, At = now, For = TimeSpan.FromMinutes(5),
                Summary = "Disk usage of / 95 % exceeded the limit of 80 %",
            },
            CancellationToken.None);
    }
}
