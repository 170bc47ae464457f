using Microsoft.Playwright;

namespace Monitor.Tests.Support;

/// <summary>One Chromium for the suite; each test opens a context of its own, which shares nothing with the others.</summary>
public sealed class Chromium : IAsyncLifetime
{
    public const string Program = "chromium";

    /// <summary>The same without windows that nobody sees: a page costs a third to a half less of CPU. It comes beside <see cref="Program"/> where the system has it.</summary>
    private const string Windowless = "/usr/bin/chromium-headless-shell";

    private readonly SemaphoreSlim _starting = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Starts Chromium at first use, so that classes of the suite without browser tests do not pay for it.</summary>
    public async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions? options = null)
    {
        await _starting.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = File.Exists(Windowless) ? Windowless : "/usr/bin/" + Program,
                Args =
                [
                    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync",
                ],
            });
        }
        finally
        {
            _starting.Release();
        }

        return await _browser.NewContextAsync(options);
    }

    public Task DisposeAsync() => Stopping.RunAsync("Chromium", async () =>
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    });
}
