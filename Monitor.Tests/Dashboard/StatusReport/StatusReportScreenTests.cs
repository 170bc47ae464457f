using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;

namespace Monitor.Tests.Dashboard.StatusReport;

[Collection(Suite.Name)]
public sealed class StatusReportScreenTests(TestApplication application, Chromium browser)
{
    private static readonly string[] Sections = ["In short", "Resources now", "Forecasts", "Predicted problems", "Open tickets", "Root causes", "Efficiency", "How right this was"];

    [NeedsFact(Chromium.Program)]
    public async Task Attack_19_A_technician_opens_the_report_from_a_host_reads_all_sections_prints_it_and_takes_it_along_as_one_file()
    {
        using var stage = await StatusStage.CreateAsync(application, "report");
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician, groups: [stage.Group]));
        var page = screen.Page;
        await screen.GoAsync($"/hosts/{stage.HostId}");
        await page.Locator(".page-header").GetByRole(AriaRole.Link, new() { Name = "Report" }).ClickAsync();
        var paper = page.Locator(".paper");
        await Assertions.Expect(paper.Locator("h2")).ToHaveTextAsync([$"Status report: host {stage.Name}", .. Sections]);
        await Assertions.Expect(paper.GetByRole(AriaRole.Region, new() { NameRegex = new("^CPU usage") }).Locator("tbody tr")).ToHaveCountAsync(13);
        await Assertions.Expect(paper.GetByText(StatusStage.Hostile).First).ToBeVisibleAsync();
        await Assertions.Expect(paper.Locator("img, script")).ToHaveCountAsync(0);

        // Text of a printed page is packed; what a page is, is not.
        var printed = Encoding.Latin1.GetString(await page.PdfAsync(new() { Format = "A4", PreferCSSPageSize = true }));
        Assert.InRange(Regex.Count(printed, @"/Type\s*/Page\b"), 2, 8);
        Assert.Contains("/MediaBox [0 0 594", printed, StringComparison.Ordinal);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "HTML" }).ClickAsync());
        Assert.Equal($"status-host-{stage.HostId}.html", download.SuggestedFilename);
        await using (var file = await download.CreateReadStreamAsync())
        {
            var html = await new StreamReader(file!).ReadToEndAsync();
            Assert.All(Sections, s => Assert.Contains($"<h2>{s}</h2>", html, StringComparison.Ordinal));
            Assert.DoesNotMatch("(?i)<(script|img|link|iframe|a)\\b|https?://|url\\(", html);
        }

        await page.SetViewportSizeAsync(390, 844);
        await Eventually.TrueAsync(async () => await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);
        await page.GetByLabel("About").SelectOptionAsync($"{stage.Group}");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"status\\?group={stage.Group}$"));
        await Assertions.Expect(paper.GetByText("Limits that are expected to be crossed, soonest first")).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }
}
