using Microsoft.Playwright;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;

namespace Monitor.Tests.Bench;

/// <summary>
/// Pictures of every page of the demo, light and dark, 1440 and 390 wide: `./monitor bench screenshots [FOLDER [NAME…]]`, of all
/// pages or of those that are named. Without a folder only those that the documents show are made anew, in docs/images.
/// </summary>
internal static class Screenshots
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("home", "/"), ("hosts", "/hosts"), ("host", "/hosts/2?range=24h"), ("processes", "/hosts/2?tab=processes"), ("storage", "/hosts/9?tab=storage&range=7d"),
        ("map", "/map"), ("map-found", "/map?text=orders"), ("map-list", "/map?view=list"), ("map-forced", "/map?view=map"), ("topology", "/admin/topology"), ("proposals", "/admin/topology/proposals"), ("host-links", "/hosts/5?tab=links"), ("service", "/admin/services?id=2"),
        ("compare", "/hosts/compare?hosts=1,2,3,5"), ("problems", "/problems"), ("recurring", "/problems/recurring"), ("case-report", "/tickets > web-3 > /report"), ("evidence", "/tickets > web-3 > /evidence"), ("evidence-card", "/tickets > web-3"), ("evidence-none", "/tickets/1/evidence"), ("recurring-cause", "/problems/recurring?by=cause"), ("status", "/reports/status"), ("status-group", "/reports/status?group=2"), ("status-host", "/reports/status?host=2"), ("root-causes", "/tickets/reports/causes?days=90"), ("silences", "/problems/silences?new=true"), ("maintenance", "/problems/maintenance"), ("why", "/problems/why?host=2"), ("anomalies", "/anomalies?days=7"), ("anomaly", "/anomalies/1"), ("forest", "/anomalies/forest"), ("quality", "/anomalies/quality"), ("detection", "/admin/detection?edit=new&host=11&series=181"), ("host-band", "/hosts/3?range=24h&band=on"), ("logs-search", "/logs?range=24h"), ("logs-found", "/logs?range=24h&q=failed&level=warning"), ("logs-hostile", "/logs?range=24h&marks=hostile"), ("logs-live", "/logs?live=on"), ("log-sources", "/logs/sources"), ("log-templates", "/logs/templates"), ("host-events", "/hosts/3?range=24h"), ("forecast", "/hosts/2?tab=forecast"), ("forecast-week", "/hosts/2?tab=forecast&horizon=7d"), ("forecasts", "/forecasts"), ("scores", "/forecasts/scores"), ("scores-series", "/forecasts/scores?series=1"), ("models", "/forecasts/models"), ("models-series", "/forecasts/models?series=1"),
        ("efficiency", "/efficiency"), ("efficiency-resource", "/efficiency?resource=cpu&days=90&sort=changed&window=week"), ("host-efficiency", "/hosts/13?tab=efficiency"),
        ("sizes", "/efficiency/sizes"), ("sizes-gone", "/efficiency/sizes?kind=gone"), ("capacity", "/efficiency/capacity?more=20"), ("capacity-lose", "/efficiency/capacity?if=lose&lose=2"), ("capacity-move", "/efficiency/capacity?if=move&move=3,4&to=2"), ("efficiency-settings", "/efficiency/settings"), ("efficiency-form", "/efficiency/settings?group=2&edit=yes"),
        ("tickets", "/tickets"), ("board", "/tickets/board"), ("ticket", "/tickets/1"), ("conversation", "/tickets > shared drive"), ("new-ticket", "/tickets/new"), ("report", "/tickets/reports"), ("root-cause", "/root-cause"), ("causes", "/tickets > web-3"), ("causes-disk", "/tickets > mail-1"), ("causes-memory", "/tickets > build-1"), ("causes-said", "/tickets?state=all > db-2"),
        ("portal", "/portal"), ("knowledge", "/knowledge"), ("new-article", "/knowledge/new"),
        ("admin", "/admin"), ("rules", "/admin/rules"), ("rule-anomaly", "/admin/rules/host-anomaly"), ("add-host", "/admin/hosts/add"), ("admin-hosts", "/admin/hosts"), ("groups", "/admin/groups"),
        ("users", "/admin/users"), ("teams", "/admin/teams"), ("tokens", "/admin/tokens"), ("audit", "/admin/audit"), ("jobs", "/admin/jobs"), ("storage-page", "/admin/storage"), ("logs", "/admin/logs"), ("notices", "/admin/deliveries"), ("mails", "/admin/mails"), ("webhooks", "/admin/webhooks"), ("services", "/admin/services?new=true"),
        ("ticket-categories", "/admin/tickets/categories"), ("ticket-fields", "/admin/tickets/fields"), ("ticket-templates", "/admin/tickets/templates"), ("ticket-priorities", "/admin/tickets/priorities"), ("answers", "/admin/answers"), ("automation", "/admin/automation"), ("runbooks", "/admin/runbooks"), ("runbook", "/admin/runbooks?edit=1"), ("runbook-runs", "/admin/runbooks?history=2"),
        ("service-levels", "/admin/service-levels"), ("service-level", "/admin/service-levels?level=3"), ("calendars", "/admin/calendars"), ("calendar", "/admin/calendars?calendar=2"), ("promises", "/tickets > Printer"),
        ("profile", "/profile"), ("help", "/help"),
    ];

    private static readonly string[] OfDocuments = ["hosts-light", "host-dark", "efficiency-light", "ticket-light", "rules-light", "tickets-light"];

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var everything = arguments.Length > 0;
        var folder = everything ? arguments[0] : System.IO.Path.Combine(Web.Hosting.ProductHome.Path, "docs", "images");
        var data = TestFolders.Create("pictures");
        Directory.CreateDirectory(folder);
        try
        {
            await using var server = await ServerProcess.StartAsync(data, "--no-agent", "--demo");
            await using var pictures = new Album(server.Address, folder);
            foreach (var (width, dark) in everything ? [(1440, false), (1440, true), (390, false), (390, true)] : new[] { (1440, false), (1440, true) })
            {
                var page = await pictures.OpenAsync(width, dark);
                foreach (var (name, path) in Pages)
                {
                    var title = $"{name}-{(dark ? "dark" : "light")}";
                    if (everything ? arguments.Length == 1 || arguments.Contains(name) : OfDocuments.Contains(title))
                    {
                        await pictures.TakeAsync(page, path, everything ? $"{title}-{width}" : title, whole: everything);
                    }
                }
            }
        }
        finally
        {
            TestFolders.Delete(data);
        }
    }

    private sealed class Album(Uri address, string folder) : IAsyncDisposable
    {
        private readonly Chromium _browser = new();

        public async Task<IPage> OpenAsync(int width, bool dark)
        {
            var context = await _browser.OpenAsync(new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                TimezoneId = "Europe/Berlin",
            });
            context.SetDefaultTimeout(120_000);
            var page = await context.OpenAsAdminAsync(address);

            // The generated month is there when its runbooks are.
            var runbook = page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Restart a busy shop" });
            do
            {
                await page.GotoAsync(new Uri(address, "/admin/runbooks").ToString());
                await page.Locator("html[data-live='true']").WaitForAsync();
                await Assertions.Expect(page.Locator("[role=status][aria-label=Loading]")).ToHaveCountAsync(0);
            }
            while (await runbook.CountAsync() == 0);
            return page;
        }

        public async Task TakeAsync(IPage page, string path, string name, bool whole)
        {
            var steps = path.Split(" > ");
            await page.GotoAsync(new Uri(address, steps[0]).ToString());
            await page.Locator("html[data-live='true']").WaitForAsync();
            if (steps.Length > 1)
            {
                // A ticket whose number nobody knows, by a part of its title; then a page of it.
                var link = await page.Locator($"a[href^='/tickets/']:has-text('{steps[1]}')").First.GetAttributeAsync("href");
                await page.GotoAsync(new Uri(address, link! + (steps.Length > 2 ? steps[2] : "")).ToString());
                await page.Locator("html[data-live='true']").WaitForAsync();
            }

            await Assertions.Expect(page.Locator("[role=status][aria-label=Loading]")).ToHaveCountAsync(0);
            await page.WaitForTimeoutAsync(1500);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = System.IO.Path.Combine(folder, name + ".png"), FullPage = whole });
        }

        public async ValueTask DisposeAsync() => await _browser.DisposeAsync();
    }
}
