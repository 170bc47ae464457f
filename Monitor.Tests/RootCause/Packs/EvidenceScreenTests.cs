using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;

namespace Monitor.Tests.RootCause.Packs;

[Collection(Suite.Name)]
public sealed class EvidenceScreenTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task Attack_19_22_A_technician_takes_the_evidence_of_a_ticket_along_opens_the_file_and_prints_the_report()
    {
        var number = await PackApiTests.StageAsync(application);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        var page = screen.Page;
        await screen.GoAsync($"/tickets/{number}");
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Evidence" });
        await Assertions.Expect(card.GetByText("complete")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => card.GetByRole(AriaRole.Button, new() { Name = "HTML" }).ClickAsync());
        Assert.Equal($"evidence-{number}.html", download.SuggestedFilename);
        var folder = TestFolders.Create("evidence");
        try
        {
            var path = Path.Combine(folder, download.SuggestedFilename);
            await download.SaveAsAsync(path);
            await ReadFileAsync(path);
        }
        finally
        {
            TestFolders.Delete(folder);
        }

        await card.GetByRole(AriaRole.Link, new() { Name = "Look at it" }).ClickAsync();
        await Assertions.Expect(page.Locator(".paper svg polyline").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".paper img, .paper script")).ToHaveCountAsync(0);
        await page.Locator(".page-header").GetByRole(AriaRole.Link, new() { Name = "Report" }).ClickAsync();
        await Assertions.Expect(page.Locator(".paper").GetByText("What to do now")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".paper img")).ToHaveCountAsync(0);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator("nav.rail")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".paper")).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.SetViewportSizeAsync(390, 844);
        await Eventually.TrueAsync(async () => await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_technician_finds_what_comes_again_and_again_and_makes_one_ticket_of_it()
    {
        using var agent = await TestAgent.CreateAsync(application);
        await using (var db = await TestAgent.OpenAsync(application))
        {
            var now = TimeProvider.System.GetUtcNow();
            for (var i = 1; i <= 3; i++)
            {
                var ticket = new Ticket { Title = $"single {i}", HostId = agent.Host.Id, CreatedAt = now.AddDays(-i), UpdatedAt = now };
                db.Tickets.Add(ticket);
                await db.SaveChangesAsync();
                var problem = await CauseStage.NewAsync(db, agent.Host.Id, Severity.Warning, now.AddDays(-i));
                (problem.Fingerprint, problem.TicketId, problem.EndedAt, problem.Phase) = ($"{agent.Host.Id}/again/", ticket.Id, now.AddDays(-i).AddHours(1), ProblemPhase.Ended);
                db.Problems.Add(problem);
            }

            await db.SaveChangesAsync();
        }

        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        var page = screen.Page;
        await screen.GoAsync("/problems");
        await page.GetByRole(AriaRole.Link, new() { Name = "Recurring", Exact = true }).ClickAsync();

        // The page that is left has a choice of that name too.
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Recurring problems" })).ToBeVisibleAsync();
        await page.GetByLabel("Host", new() { Exact = true }).SelectOptionAsync($"{agent.Host.Id}");
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"recurring.*host={agent.Host.Id}$"));
        var row = page.Locator("tbody tr");
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await Assertions.Expect(row.Locator("td[data-label='Times']")).ToHaveTextAsync("3");
        await row.GetByRole(AriaRole.Button, new() { Name = "Make a problem ticket" }).ClickAsync();
        await Assertions.Expect(row.Locator("a[href^='/tickets/']")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Status).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Other tickets" }).GetByText("Related", new() { Exact = true })).ToHaveCountAsync(3);
        await screen.GoAsync($"/problems/recurring?by=cause&host={agent.Host.Id}");
        await Assertions.Expect(page.GetByText("No recurring problem matches the filter")).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(390, 844);
        await Eventually.TrueAsync(async () => await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);
        Assert.Empty(screen.Complaints);
    }

    /// <summary>As whoever gets the file by mail opens it: no script, nothing asked of any network, nothing to complain about.</summary>
    private async Task ReadFileAsync(string path)
    {
        await using var context = await browser.OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 390, Height = 844 } });
        var page = await context.NewPageAsync();
        var (said, asked) = (new List<string>(), new List<string>());
        page.Console += (_, message) => said.Add(message.Text);
        page.PageError += (_, error) => said.Add(error);
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("<img src=file:///etc/passwd>");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.scripts.length + document.images.length + document.links.length"));
        Assert.True(await page.EvaluateAsync<int>("document.querySelectorAll('svg polyline').length") > 0);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);
        Assert.Single(asked);
        Assert.Empty(said);
    }
}
