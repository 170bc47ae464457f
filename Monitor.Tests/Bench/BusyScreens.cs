using Microsoft.Playwright;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;

namespace Monitor.Tests.Bench;

/// <summary>People and programs beside the agents: a real Chromium with open pages that follow what comes in, and curves of 200 series asked for again and again.</summary>
internal sealed class BusyScreens : IAsyncDisposable
{
    private static readonly string[] Pages = ["/", "/hosts", "/hosts/1", "/hosts/2", "/problems", "/tickets", "/admin/storage"];

    private readonly Chromium _browser = new();
    private readonly CancellationTokenSource _left = new();
    private Task _asking = Task.CompletedTask;

    /// <param name="address">Of the server.</param>
    /// <param name="viewers">So many pages, the usual ones in turn.</param>
    /// <param name="asksForCurves">Without end; else people look only.</param>
    public static async Task<BusyScreens> OpenAsync(Uri address, int viewers = 0, bool asksForCurves = true)
    {
        var screens = new BusyScreens();
        var context = await screens._browser.OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 1200 } });
        await context.OpenAsAdminAsync(address);
        foreach (var path in viewers == 0 ? Pages : Enumerable.Range(0, viewers).Select(i => Pages[i % Pages.Length]))
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(address, path).ToString());
            await page.Locator("html[data-live='true']").WaitForAsync();
        }

        screens._asking = !asksForCurves ? Task.CompletedTask : screens.AskAsync(context, new Uri(address, "api/v1/query?metric=cpu.used_percent"));
        return screens;
    }

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        await _asking;
        await _browser.DisposeAsync();
        _left.Dispose();
    }

    private async Task AskAsync(IBrowserContext context, Uri query)
    {
        while (!_left.IsCancellationRequested)
        {
            var answer = await context.APIRequest.GetAsync(query.ToString());
            Assert.True(answer.Ok, await answer.TextAsync());
            await answer.DisposeAsync();
        }
    }
}
