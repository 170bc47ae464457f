using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Monitor.Domain.Metrics;
using Monitor.Web.Components;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>
/// A page's charts over one window, with ranges, pause, refresh rate, zoom, and under each chart its figures. What was committed is appended as it
/// comes, in one call to the browser per tick; the window is read again now and then, so that figures and long ranges stay right.
/// The page has checked that the reader may see the hosts of the series.
/// </summary>
public sealed partial class ChartBoard(
    SeriesReader reader, CommitFeed feed, NavigationManager navigation, IJSRuntime javaScript, UserZone zone, TimeProvider time,
    ILogger<ChartBoard> logger) : IAsyncDisposable
{
    private const int Points = 600;

    private readonly ScreenLife _left = new();
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Dictionary<string, TimeChart> _charts = [];
    private readonly Dictionary<string, ChartData> _data = [];
    private readonly Dictionary<string, IReadOnlyList<CurveSummary>> _statistics = [];
    private ChartGroup? _group;
    private CommitFeed.Subscription? _subscription;
    private LiveTicks _live = new([]);
    private string _loadedKey = "";
    private string? _error;

    [Parameter, EditorRequired]
    public required IReadOnlyList<ChartSpec> Specs { get; set; }

    /// <summary>Charts of one group share one hover.</summary>
    [Parameter]
    public string Group { get; set; } = "page";

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

    private ChartWindow Window => ChartWindow.Read(Range, From, To);

    private bool IsLive => Live != "off" && !Window.IsFixed;

    private int Seconds => Math.Clamp(Every ?? 2, 1, 10);

    /// <summary>Longer windows are not appended to but read again, or they would grow past what a chart can paint.</summary>
    private bool Appends => IsLive && Window.Range <= TimeSpan.FromHours(1);

    protected override async Task OnParametersSetAsync()
    {
        var key = string.Join('|', Specs.Select(KeyOf)) + Range + From + To;
        if (key != _loadedKey)
        {
            _loadedKey = key;
            _live = new LiveTicks(Specs);
            await LoadAsync();
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _group = new ChartGroup(javaScript);
            _subscription = feed.Subscribe(capacity: 64);
            _ = FollowAsync(_subscription, _left.Token);
            _ = ReloadAsync(_left.Token);
        }
    }

    private async Task LoadAsync()
    {
        await _loading.WaitAsync(_left.Token);
        try
        {
            var (from, to) = Window.At(time.GetUtcNow());
            var series = Specs.SelectMany(s => s.Lines.Select(l => l.Series)).ToList();
            var range = new TimeRange(from, to);
            var curves = await reader.ReadAsync(series, range, Points, _left.Token);
            var next = 0;
            foreach (var spec in Specs)
            {
                var own = curves.Skip(next).Take(spec.Lines.Count).Select(c => c.Curve).ToList();
                next += spec.Lines.Count;
                _data[spec.Key] = ChartShape.Of(range, own);
                _statistics[spec.Key] = [.. own.Select(c => c.Summary)];
            }

            _error = null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.LogError(failure, "Reading {Count} charts failed", Specs.Count);
            _error = "The database did not answer in time. Try a shorter range, or again in a moment.";
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task FollowAsync(CommitFeed.Subscription subscription, CancellationToken cancellationToken)
    {
        var sentAt = 0L;
        try
        {
            await foreach (var ticks in subscription.Reader.ReadAllAsync(cancellationToken))
            {
                if (!Appends || !_live.Take(ticks) || time.GetElapsedTime(sentAt) < TimeSpan.FromSeconds(Seconds - 0.5))
                {
                    continue;
                }

                sentAt = time.GetTimestamp();
                await SendAsync(cancellationToken);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or JSDisconnectedException or ObjectDisposedException)
        {
            // The reader left.
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (updates, arrivedAt) = _live.Drain(_charts);
            await InvokeAsync(() => _group!.AppendAsync(updates, time.GetUtcNow().ToUnixTimeMilliseconds(), arrivedAt, cancellationToken));
        }
        catch (Exception slow) when (slow is (OperationCanceledException or JSException) && !cancellationToken.IsCancellationRequested)
        {
            // A browser that sleeps does not answer in time; what it missed is read again when it wakes.
            logger.LogDebug(slow, "A browser did not take its points");
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
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
        catch (Exception gone) when (gone is OperationCanceledException or JSDisconnectedException or ObjectDisposedException)
        {
            // The reader left.
        }
    }

    private static string KeyOf(ChartSpec spec) => spec.Key + ":" + string.Join(',', spec.Lines.Select(l => l.Series.Id));

    private static IReadOnlyList<ChartSeries> SeriesOf(ChartSpec spec) => [.. spec.Lines.Select(l => new ChartSeries(l.Name, l.Color))];

    private string QueryOf(ChartSpec spec)
    {
        var (from, to) = Window.At(time.GetUtcNow());
        return $"/api/v1/query?series={string.Join(',', spec.Lines.Select(l => l.Series.Id))}&from={from.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}&to={to.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}&points={Points}";
    }

    private void Go(string range) => Change(new() { ["range"] = range.Length == 0 ? null : range, ["from"] = null, ["to"] = null });

    private void Zoom(long from, long to) => Change(new() { ["from"] = from, ["to"] = to });

    private void ToggleLive() => Change(new() { ["live"] = Live == "off" ? null : "off" });

    private void SetEvery(string? seconds) => Change(new() { ["every"] = int.TryParse(seconds, out var s) && s != 2 ? Math.Clamp(s, 1, 10) : null });

    private void Change(Dictionary<string, object?> query) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(query), replace: true);

    public async ValueTask DisposeAsync()
    {
        _left.Dispose();
        _subscription?.Dispose();
        if (_group is not null)
        {
            await _group.DisposeAsync();
        }
    }
}
