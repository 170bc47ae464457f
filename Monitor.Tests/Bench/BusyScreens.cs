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

    public static async Task<BusyScreens> OpenAsync(Uri address)
    {
        var screens = new BusyScreens();
        var context = await screens._browser.OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 1200 } });
        await context.OpenAsAdminAsync(address);
        foreach (var path in Pages)
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(address, path).ToString());
            await page.Locator("html[data-live='true']").WaitForAsync();
        }

        screens._asking = screens.AskAsync(context, new Uri(address, "api/v1/query?metric=cpu.used_percent"));
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
