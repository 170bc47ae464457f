using Microsoft.JSInterop;
using Monitor.Web.Components;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>The live half of a page of charts: what is committed for their lines goes to the browser, all charts in one call.</summary>
internal sealed class LiveCharts(CommitFeed feed, IJSRuntime javaScript, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly ChartGroup _group = new(javaScript);
    private LiveTicks _ticks = new([]);

    /// <summary>The charts that are drawn, by the key of their spec.</summary>
    public Dictionary<string, TimeChart> Charts { get; } = [];

    public void Show(IReadOnlyList<ChartSpec> specs) => _ticks = new LiveTicks(specs);

    /// <param name="wanted">False while the page is paused or reads its window anew instead.</param>
    /// <param name="interval">The shortest time between two calls to the browser.</param>
    /// <param name="onPage">Runs work where the page's own work runs.</param>
    public Task FollowAsync(Func<bool> wanted, Func<TimeSpan> interval, Func<Func<Task>, Task> onPage, CancellationToken cancellationToken) =>
        new LivePace(feed, time).FollowAsync(ticks => wanted() && _ticks.Take(ticks), interval, stop => SendAsync(onPage, stop), cancellationToken);

    private async Task SendAsync(Func<Func<Task>, Task> onPage, CancellationToken cancellationToken)
    {
        try
        {
            var (updates, arrivedAt) = _ticks.Drain(Charts);
            await onPage(() => _group.AppendAsync(updates, time.GetUtcNow().ToUnixTimeMilliseconds(), arrivedAt, cancellationToken));
        }
        catch (Exception slow) when (slow is (OperationCanceledException or JSException) && !cancellationToken.IsCancellationRequested)
        {
            // A browser that sleeps does not answer in time; what it missed is read again when it wakes.
            logger.LogDebug(slow, "A browser did not take its points");
        }
    }

    public ValueTask DisposeAsync() => _group.DisposeAsync();
}
