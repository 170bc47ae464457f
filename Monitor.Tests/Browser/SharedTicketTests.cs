using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Problems;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Browser;

[Collection(Suite.Name)]
public sealed class SharedTicketTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_ticket_shows_the_problems_that_share_it_and_the_bell_their_one_notice_and_its_end()
    {
        using var host = await BusyHost.CreateAsync(application);
        await SayAsync(host.Id, VerdictKind.Fired, "/", "/var", "/srv");
        await using var db = await TestAgent.OpenAsync(application);
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == host.Id);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await screen.GoAsync($"/tickets/{ticket.Number}");
        var members = screen.Page.GetByRole(Microsoft.Playwright.AriaRole.Region, new() { Name = "Problems of this ticket" });
        await Expect(members.GetByText("3 problems share this ticket")).ToBeVisibleAsync();
        await Expect(members.Locator("tr")).ToHaveCountAsync(3);
        await Expect(members.GetByText("Disk usage of /var 91.2 % exceeded the limit of 80 %")).ToBeVisibleAsync();

        await SayAsync(host.Id, VerdictKind.Ended, "/");
        await Expect(members.GetByText("Over")).ToBeVisibleAsync();
        await screen.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { NameRegex = new Regex("^News") }).ClickAsync();
        var news = screen.Page.GetByRole(Microsoft.Playwright.AriaRole.Region, new() { Name = "News" });
        await Expect(news.GetByText(new Regex($"{host.Name}: Disk usage of / 91.2 %"))).ToBeVisibleAsync();
        await Expect(news.GetByText(new Regex($"{host.Name}: ended: .* 2 other problems of the ticket last"))).ToBeVisibleAsync();
        await Expect(news.GetByText(new Regex($"{host.Name}: Disk usage of /var"))).ToHaveCountAsync(0);
        Assert.Empty(screen.Complaints);
    }

    private async Task SayAsync(int hostId, VerdictKind kind, params string[] mounts)
    {
        await using var db = await TestAgent.OpenAsync(application);
        var rule = await db.Rules.SingleAsync(r => r.Key == "disk-full" && r.DeletedAt == null);
        var now = TimeProvider.System.GetUtcNow();
        await application.Services.GetRequiredService<ProblemLedger>().TakeAsync(
        [
            .. mounts.Select(m => new Verdict
            {
                Kind = kind, HostId = hostId, RuleId = rule.Id, RuleKey = rule.Key, RuleVersion = rule.Version, Metric = "disk.used_percent", Labels = $"mount=\"{m}\"",
                Severity = Severity.Warning, Value = 91.2, Limit = 80, BeganAt = now, At = now,
                Summary = kind == VerdictKind.Ended ? $"Disk usage of {m} is back at 40 %." : $"Disk usage of {m} 91.2 % exceeded the limit of 80 %",
            }),
        ], CancellationToken.None);
    }
}
