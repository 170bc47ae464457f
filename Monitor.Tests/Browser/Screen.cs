using Microsoft.Playwright;
using Monitor.Tests.Support;

namespace Monitor.Tests.Browser;

/// <summary>A signed-in page of its own that remembers everything a page must never say: script errors, refused content, dialogs.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly TestApplication _application;

    private Screen(IBrowserContext context, IPage page, TestApplication application) => (_context, Page, _application) = (context, page, application);

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public static async Task<Screen> OpenAsync(Chromium browser, TestApplication application, TestUser? user, int width = 1440, bool dark = false)
    {
        var context = await browser.OpenAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            TimezoneId = "Europe/Berlin",
        });
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        if (user is not null)
        {
            await context.AddCookiesAsync([await application.SessionCookieAsync(user)]);
        }

        var screen = new Screen(context, await context.NewPageAsync(), application);
        screen.Page.PageError += (_, error) => screen.Complaints.Add("script error: " + error);
        screen.Page.Dialog += async (_, dialog) =>
        {
            screen.Complaints.Add("dialog: " + dialog.Message);
            await dialog.DismissAsync();
        };
        screen.Page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains(PageVisits.NetworkChanged, StringComparison.Ordinal))
            {
                screen.Complaints.Add("console: " + message.Text);
            }
        };
        return screen;
    }

    /// <summary>Opens a path of the application and waits until the page is interactive and shows data.</summary>
    public async Task GoAsync(string path)
    {
        await Page.VisitAsync(new Uri(_application.Address, path).ToString());
        try
        {
            await Page.Locator("h1").First.WaitForAsync();
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{path} shows no heading but: {await Page.Locator("body").InnerTextAsync()}\n{await WhatWentWrongAsync()}", late);
        }

        try
        {
            await Page.Locator("html[data-live='true']").WaitForAsync();
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{path} does not come alive.\n{await WhatWentWrongAsync()}", late);
        }

        await Assertions.Expect(Page.Locator("[role=status][aria-label=Loading]")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
    }

    private async Task<string> WhatWentWrongAsync() => string.Join('\n', Complaints) + '\n' + await _application.LoggedErrorsAsync();

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
