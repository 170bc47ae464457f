using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Grading;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Domain.Wire;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;

namespace Monitor.Tests.RootCause;

[Collection(Suite.Name)]
public sealed class RootCauseScreenTests(TestApplication application, Chromium browser)
{
    private const string Hostile = "<img src=x onerror=alert(1)>\u202effmpeg";
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 60_000 };

    [NeedsFact(Chromium.Program)]
    public async Task Attack_19_A_technician_reads_the_cause_resolves_the_ticket_says_with_one_click_that_it_was_so_and_sees_it_counted()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = Aligned(TimeProvider.System.GetUtcNow());
        var began = now.AddMinutes(-3);
        await SendAsync(agent, now, began);
        var number = await OpenAsync(agent.Host, began);
        var page = await PageAsync();
        await page.VisitAsync(new Uri(application.Address, $"tickets/{number}").ToString());
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Probable causes" });
        var first = card.Locator("[data-rank='1']");
        await Assertions.Expect(first.GetByText(new Regex("^<img src=x onerror=alert\\(1\\)>ffmpeg takes the CPU: from .* of a core"))).ToBeVisibleAsync(Patient);
        await Assertions.Expect(first.GetByText("supported by a program or an event")).ToBeVisibleAsync(Patient);
        await Assertions.Expect(first.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Charts: CPU") })).ToHaveAttributeAsync("href", new Regex($"^/hosts/{agent.Host.Id}\\?tab=metrics&metric=cpu"));
        await Assertions.Expect(card.Locator("img")).ToHaveCountAsync(0);
        var curve = first.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^CPU usage, .* before and 96 % since the problem began") });
        await Assertions.Expect(curve).ToBeVisibleAsync(Patient);
        await Assertions.Expect(curve.Locator("polyline")).Not.ToHaveCountAsync(0);
        await Assertions.Expect(curve.Locator("line.mark")).ToHaveCountAsync(1);

        await page.Locator("html[data-live='true']").WaitForAsync(new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Start work", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start work", Exact = true })).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync(new() { Timeout = 60_000 });
        await page.GetByLabel("Reason").FillAsync("The job was stopped");
        await page.Locator(".reason button.primary").ClickAsync(new() { Timeout = 60_000 });
        await card.GetByRole(AriaRole.Button, new() { Name = "Save the cause" }).ClickAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(card.GetByText("True cause:")).ToBeVisibleAsync(Patient);
        await using (var db = await TestAgent.OpenAsync(application))
        {
            var verdict = await db.CauseVerdicts.SingleAsync(v => db.Tickets.Any(t => t.Id == v.TicketId && t.Number == number));
            Assert.Equal((VerdictKind.Finding, 1, "rule:cpu-process"), (verdict.Kind, verdict.Rank, verdict.Method));
        }

        await card.GetByRole(AriaRole.Link, new() { Name = "How right is this?" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-rule='rule:cpu-process']")).ToBeVisibleAsync(Patient);
    }

    private static DateTimeOffset Aligned(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.FromMinutes(1).Ticks), TimeSpan.Zero);

    /// <summary>An hour of a calm host, and three minutes in which one program takes its CPU.</summary>
    private static async Task SendAsync(TestAgent agent, DateTimeOffset now, DateTimeOffset began)
    {
        var schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"), TestAgent.Series("memory.used_percent"));
        var ticks = Enumerable.Range(0, 121).Select(i => began.AddMinutes(-57).AddSeconds(30 * i)).Where(t => t <= now)
            .Select(t => (t, new double?[] { t < began ? 20 + (t.Second % 7) : 96, 40 })).ToArray();
        await agent.StoreAsync(TestAgent.Batch(1, now, schema, ticks) with
        {
            Top = [.. Enumerable.Range(0, 20).Select(i => Top(began.AddMinutes(-50 + i), 2)), .. Enumerable.Range(0, 6).Select(i => Top(began.AddSeconds(5 + (30 * i)), 290))],
        });
    }

    private static WireTop Top(DateTimeOffset time, double cpu) => new(time.ToUnixTimeMilliseconds(), [new WireProcess(7, Hostile, cpu, 200_000_000), new WireProcess(8, "java", 60, 2_000_000_000)]);

    private async Task<int> OpenAsync(Host host, DateTimeOffset began)
    {
        await using var db = await TestAgent.OpenAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var ticket = new Ticket { Title = "CPU usage of a host", HostId = host.Id, CreatedAt = now, UpdatedAt = now };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync();
        var problem = await CauseStage.NewAsync(db, host.Id, Severity.Warning, now);
        (problem.BeganAt, problem.TicketId) = (began, ticket.Id);
        db.Problems.Add(problem);
        await db.SaveChangesAsync();
        return ticket.Number;
    }

    private async Task<IPage> PageAsync()
    {
        var context = await browser.OpenAsync();
        await context.AddCookiesAsync([await application.SessionCookieAsync(await application.CreateUserAsync(Roles.Technician))]);
        return await context.NewPageAsync();
    }
}
