using Microsoft.Playwright;

namespace Monitor.Tests.Browser;

internal static class PageVisits
{
    private const int Most = 5;

    /// <summary>What a browser says when it gave up what it was doing because this machine's network changed, as it does when a test beside this one makes a network of its own.</summary>
    public const string NetworkChanged = "net::ERR_NETWORK_CHANGED";

    /// <summary>Goes there, and again where the network changed meanwhile.</summary>
    public static async Task<IResponse?> VisitAsync(this IPage page, string address)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await page.GotoAsync(address);
            }
            catch (PlaywrightException changed) when (attempt < Most && changed.Message.Contains(NetworkChanged, StringComparison.Ordinal))
            {
                // As a person would who presses reload.
            }
        }
    }
}
