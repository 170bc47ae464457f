using Microsoft.JSInterop;

namespace Monitor.Web.Components;

/// <summary>Sends one tick to several charts of a page in one call to the browser.</summary>
public sealed class ChartGroup(IJSRuntime javaScript) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <param name="to">The right edge of the window, unix milliseconds.</param>
    /// <param name="arrivedAt">When the server received the newest of the points.</param>
    public async Task AppendAsync(
        IReadOnlyList<(TimeChart Chart, IReadOnlyList<ChartPoint> Points)> updates, long to, DateTimeOffset arrivedAt, CancellationToken cancellationToken)
    {
        _module ??= await javaScript.InvokeAsync<IJSObjectReference>("import", cancellationToken, "/js/chart.js");
        var drawn = updates.Where(u => u.Chart.Handle is not null)
            .Select(u => new { Chart = u.Chart.Handle, To = to, u.Points }).ToArray();
        if (drawn.Length > 0)
        {
            await _module.InvokeVoidAsync("appendAll", cancellationToken, drawn, arrivedAt.ToUnixTimeMilliseconds());
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The circuit is gone.
        }
    }
}
