using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Dashboard.Lane;
using Monitor.Web.Detection.Screens.Charts;
using Monitor.Web.Live;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>
/// A page's charts over one window, with ranges, pause, refresh rate, zoom, and under each chart its figures. What was committed is appended as it
/// comes, in one call to the browser per tick; the window is read again now and then, so that figures and long ranges stay right.
/// The page has checked that the reader may see the hosts of the series.
/// </summary>
public sealed partial class ChartBoard(
    SeriesReader reader, ChartMarkReader marks, ExpectedBands bands, EventLane lane, CommitFeed feed, NavigationManager navigation, IJSRuntime javaScript, UserZone zone, TimeProvider time,
    ILogger<ChartBoard> logger) : IAsyncDisposable
{
    private const int Points = 600;
    private const string Usual = "15m";

    private readonly ScreenLife _left = new();
    private readonly ChartCurves _curves = new(reader);
    private readonly ChartUnusual _unusual = new(marks, bands, time);
    private readonly LiveCharts _live = new(feed, javaScript, time, logger);
    private IReadOnlyList<ChartEvent> _events = [];
    private string _loadedKey = "";
    private string _eventsKey = "";
    private string? _error;

    [Parameter, EditorRequired]
    public required IReadOnlyList<ChartSpec> Specs { get; set; }

    /// <summary>Charts of one group share one hover.</summary>
    [Parameter]
    public string Group { get; set; } = "page";

    /// <summary>Who looks, where anomalies are to be shown.</summary>
    [Parameter]
    public Actor? Reader { get; set; }

    [SupplyParameterFromQuery]
    public string? Band { get; set; }

    [SupplyParameterFromQuery]
    public string? Events { get; set; }

    [SupplyParameterFromQuery]
    public string? Range { get; set; }

    [SupplyParameterFromQuery]
    public long? From { get; set; }

    [SupplyParameterFromQuery]
    public long? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Live { get; set; }

    [SupplyParameterFromQuery]
    public int? Every { get; set; }

    private UserZone Zone => zone;

    private Actor? Watcher => Reader?.May(Permissions.AnomaliesRead) == true ? Reader : null;

    private bool IsBanded => Band == "on" && Watcher is not null;

    private bool ShowsEvents => Events != "off" && Reader is not null;

    private ShownWindow Window => ShownWindow.Read(Range, From, To, Usual, time.GetUtcNow());

    private bool IsLive => Live != "off" && !Window.IsFixed;

    private int Seconds => Math.Clamp(Every ?? 2, 1, 10);

    /// <summary>A little early is on time: the ticks of a host that sends every 2 s do not come on whole seconds.</summary>
    private TimeSpan Interval => TimeSpan.FromSeconds(Seconds - 0.5);

    /// <summary>Longer windows are not appended to but read again, or they would grow past what a chart can paint.</summary>
    private bool Appends => IsLive && Window.Range <= TimeSpan.FromHours(1);

    protected override async Task OnParametersSetAsync()
    {
        var key = string.Join('|', Specs.Select(KeyOf)) + Range + From + To + IsBanded + ShowsEvents;
        if (key != _loadedKey)
        {
            _loadedKey = key;
            var eventsKey = string.Join(',', HostIds) + Range + From + To;
            if (eventsKey != _eventsKey)
            {
                // What happened on another host, or at another time, is not shown until the new is there.
                (_eventsKey, _events) = (eventsKey, []);
            }

            _live.Show(Specs);
            await LoadAsync();
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = EndWithReaderAsync(_live.FollowAsync(() => Appends, () => Interval, InvokeAsync, _left.Token));
            _ = EndWithReaderAsync(ReloadAsync(_left.Token));
        }
    }

    private async Task LoadAsync()
    {
        // What comes back after something else was chosen is of no use any more.
        var (key, specs, watcher) = (_loadedKey, Specs, Watcher);
        bool IsWanted() => key == _loadedKey;
        var (from, to) = Window.At(time.GetUtcNow());
        var range = new TimeRange(from, to);
        try
        {
            await _curves.ReadAsync(specs, range, Points, IsWanted, _left.Token);
            _error = IsWanted() ? null : _error;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.LogError(failure, "Reading {Count} charts failed", specs.Count);
            _error = IsWanted() ? "The database did not answer in time. Try a shorter range, or again in a moment." : _error;
            return;
        }

        if (IsWanted())
        {
            await TryAsync("events", specs, () => ReadEventsAsync(range, IsWanted));
        }

        if (watcher is not null && IsWanted())
        {
            await TryAsync("marks", specs, () => _unusual.ReadMarksAsync(watcher, specs, range, IsWanted, _left.Token));
            if (IsWanted() && IsBanded && RendererInfo.IsInteractive)
            {
                // Beside the curves, which are there at once.
                _ = EndWithReaderAsync(TryAsync("bands", specs, () => _unusual.ReadBandsAsync(watcher, specs, key, range, StateHasChanged, _left.Token)));
            }
        }
    }

    private async Task ReadEventsAsync(TimeRange range, Func<bool> isWanted)
    {
        var events = ShowsEvents ? await lane.ReadAsync(Reader!, HostIds, range, _left.Token) : [];
        _events = isWanted() ? events : _events;
    }

    /// <summary>What cannot be read takes no good chart away: a note below them says so.</summary>
    private async Task TryAsync(string what, IReadOnlyList<ChartSpec> specs, Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.LogError(failure, "Reading the {What} of {Count} charts failed", what, specs.Count);
            StateHasChanged();
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Window.Range <= TimeSpan.FromMinutes(15) ? TimeSpan.FromSeconds(15) : TimeSpan.FromSeconds(30), time, cancellationToken);
            if (IsLive)
            {
                await InvokeAsync(async () =>
                {
                    await LoadAsync();
                    StateHasChanged();
                });
            }
        }
    }

    private static async Task EndWithReaderAsync(Task following)
    {
        try
        {
            await following;
        }
        catch (Exception gone) when (gone is OperationCanceledException or JSDisconnectedException or ObjectDisposedException)
        {
            // The reader left.
        }
    }

    private static string KeyOf(ChartSpec spec) => spec.Key + ":" + string.Join(',', spec.Lines.Select(l => l.Series.Id));

    private IReadOnlyList<ChartSeries> DrawnOf(ChartSpec spec) => IsBanded ? [.. SeriesOf(spec), .. _unusual.BandsOf(spec)] : SeriesOf(spec);

    private ChartData? DataOf(ChartSpec spec) => IsBanded ? _unusual.DataOf(spec, _curves.DataOf(spec)) : _curves.DataOf(spec);

    private static IReadOnlyList<ChartSeries> SeriesOf(ChartSpec spec) => [.. spec.Lines.Select(l => new ChartSeries(l.Name, l.Color))];

    private string QueryOf(ChartSpec spec)
    {
        var (from, to) = Window.At(time.GetUtcNow());
        return $"/api/v1/query?series={string.Join(',', spec.Lines.Select(l => l.Series.Id))}&from={from.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}&to={to.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}&points={Points}";
    }

    private IReadOnlyCollection<int> HostIds => [.. Specs.SelectMany(s => s.Lines).Select(l => l.Series.HostId).Distinct()];

    /// <summary>The lines of these hosts in the window that is shown.</summary>
    private string LogsAddress => "/logs" + (LogSearch.Everything with { HostIds = [.. HostIds.Take(LogSearch.MostHosts)] }).Query(Window);

    private void Go(string range) => Change(new() { ["range"] = range.Length == 0 ? null : range, ["from"] = null, ["to"] = null });

    private void Zoom(long from, long to) => Change(new() { ["from"] = from, ["to"] = to });

    private void ToggleBand() => Change(new() { ["band"] = IsBanded ? null : "on" });

    private void ToggleEvents() => Change(new() { ["events"] = ShowsEvents ? "off" : null });

    private void ToggleLive() => Change(new() { ["live"] = Live == "off" ? null : "off" });

    private void SetEvery(string? seconds) => Change(new() { ["every"] = int.TryParse(seconds, out var s) && s != 2 ? Math.Clamp(s, 1, 10) : null });

    private void Change(Dictionary<string, object?> query) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(query), replace: true);

    public async ValueTask DisposeAsync()
    {
        _left.Dispose();
        await _live.DisposeAsync();
    }
}
