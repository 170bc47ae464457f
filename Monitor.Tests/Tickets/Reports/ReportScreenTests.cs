using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;

namespace Monitor.Tests.Tickets.Reports;

[Collection(Suite.Name)]
public sealed class ReportScreenTests(TestApplication application, Chromium browser)
{
    [NeedsFact(Chromium.Program)]
    public async Task A_lead_comes_from_the_list_reads_the_figures_of_a_category_and_takes_them_along_also_on_a_phone()
    {
        var category = await StageAsync();
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Lead));
        var page = screen.Page;
        await screen.GoAsync("/tickets");
        await page.GetByRole(AriaRole.Link, new() { Name = "Report", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Ticket report");
        await page.GetByLabel("Category", new() { Exact = true }).SelectOptionAsync($"{category}");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"category={category}$"));
        await Assertions.Expect(page.Locator("[data-figure=created]")).ToHaveTextAsync("3");
        await Assertions.Expect(page.Locator("[data-figure=solved]")).ToHaveTextAsync("2");
        await Assertions.Expect(page.Locator("[data-figure=response]")).ToHaveTextAsync("20 min");
        await Assertions.Expect(page.Locator("[data-figure=reopened]")).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator("[data-figure=rating]")).ToHaveTextAsync("4 of 5");
        await Assertions.Expect(page.GetByText("<b>thank you</b>")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("figure.time-chart")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "7 days" }).ClickAsync();
        await page.GetByText("The same as a table").ClickAsync();
        await Assertions.Expect(page.Locator("[data-step]")).ToHaveCountAsync(7);

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        Assert.Equal("report.csv", download.SuggestedFilename);
        await using (var file = await download.CreateReadStreamAsync())
        {
            var text = await new StreamReader(file!).ReadToEndAsync();
            Assert.Contains("total,", text, StringComparison.Ordinal);
            Assert.Equal(7, Regex.Count(text, "^day,", RegexOptions.Multiline));
        }

        await page.SetViewportSizeAsync(390, 844);
        await Eventually.TrueAsync(async () => await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);
        await page.GetByLabel("From", new() { Exact = true }).FillAsync("2001-01-01");
        await page.GetByLabel("to", new() { Exact = true }).FillAsync("2001-01-02");
        await Assertions.Expect(page.GetByText("No tickets in these days")).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Attack_24_A_technician_has_no_link_to_the_report_and_is_refused_the_page()
    {
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await screen.GoAsync("/tickets");
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Link, new() { Name = "New ticket" })).ToBeVisibleAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Link, new() { Name = "Report", Exact = true })).ToHaveCountAsync(0);
        var answer = await screen.Page.VisitAsync(new Uri(application.Address, "/tickets/reports").ToString());
        Assert.True(answer!.Status == 403 || screen.Page.Url.Contains("/account/denied", StringComparison.Ordinal), $"{answer.Status} {screen.Page.Url}");
    }

    private async Task<int> StageAsync()
    {
        await using var db = await TestAgent.OpenAsync(application);
        var (category, now) = (new TicketCategory { Name = "Report " + Guid.NewGuid().ToString("N")[..8] }, TimeProvider.System.GetUtcNow());
        db.TicketCategories.Add(category);
        await db.SaveChangesAsync();
        var solved = Ticket(t => (t.State, t.ResolvedAt, t.FirstRespondedAt) = (TicketState.Resolved, now, t.CreatedAt.AddMinutes(20)));
        db.Tickets.AddRange(Ticket(), solved, Ticket(t => (t.State, t.ResolvedAt, t.ReopenedCount) = (TicketState.Closed, now, 1)));
        await db.SaveChangesAsync();
        db.TicketRatings.Add(new TicketRating
        {
            TicketId = solved.Id, SecretHash = new byte[32], Score = 4, Comment = "<b>thank you</b>", CreatedAt = now, RatedAt = now, ExpiresAt = now.AddDays(14),
        });
        await db.SaveChangesAsync();
        return category.Id;

        Ticket Ticket(Action<Ticket>? set = null)
        {
            var ticket = new Ticket { Title = "Of the report", CategoryId = category.Id, CreatedAt = now.AddHours(-3), UpdatedAt = now };
            set?.Invoke(ticket);
            return ticket;
        }
    }
}
