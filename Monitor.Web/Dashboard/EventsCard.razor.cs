using Microsoft.AspNetCore.Components;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>What happened on a host, the newest first and live; older ones on demand.</summary>
public sealed partial class EventsCard(EventReader reader, TimeProvider time, ILogger<EventsCard> logger) : IDisposable
{
    private const int PageSize = 50;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Past = TimeSpan.FromDays(90);

    private readonly ScreenLife _left = new();
    private IReadOnlyList<HostEvent>? _events;
    private int _wanted = PageSize;
    private bool _hasMore;
    private string? _error;

    [Parameter, EditorRequired]
    public int HostId { get; set; }

    [Parameter, EditorRequired]
    public required Actor Reader { get; set; }

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        _ = _left.EveryAsync(Pace, time, logger, () => InvokeAsync(RefreshAsync));
    }

    private async Task RefreshAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        try
        {
            var end = time.GetUtcNow() + EventDesk.FurthestAhead;
            var rows = await reader.ReadAsync(Reader, new EventFilter(new TimeRange(end - Past, end), HostId), _wanted + 1, _left.Token) ?? [];
            (_events, _hasMore, _error) = ([.. rows.Take(_wanted)], rows.Count > _wanted, null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.LogError(failure, "Reading the events of host {HostId} failed", HostId);
            _error = "The database did not answer. Try again in a moment.";
        }
    }

    private Task OlderAsync()
    {
        _wanted += PageSize;
        return ReadAsync();
    }

    public void Dispose() => _left.Dispose();
}
