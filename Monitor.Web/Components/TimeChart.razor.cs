using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Components;

/// <summary>A live line chart. The page computes points; JavaScript only draws them. Where the series themselves change, give the chart another @key.</summary>
public sealed partial class TimeChart(IJSRuntime javaScript, UserZone zone) : IAsyncDisposable
{
    private static int _lastId;

    private readonly int _id = Interlocked.Increment(ref _lastId);
    private ElementReference _element;
    private IJSObjectReference? _module;
    private IJSObjectReference? _chart;
    private DotNetObjectReference<TimeChart>? _self;
    private ChartData? _drawn;
    private IReadOnlyList<ChartLimit> _drawnLimits = [];
    private IReadOnlyList<ChartShade> _drawnShades = [];
    private IReadOnlyList<ChartMark> _drawnMarks = [];
    private IReadOnlyList<ChartEvent> _drawnEvents = [];
    private bool _isCreated;
    private bool _isGone;

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public MetricUnit Unit { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<ChartSeries> Series { get; set; }

    /// <summary>The whole window; a new object is drawn anew. Null while loading.</summary>
    [Parameter, EditorRequired]
    public ChartData? Data { get; set; }

    /// <summary>Charts of one group share one hover.</summary>
    [Parameter]
    public string? Group { get; set; }

    [Parameter]
    public int Height { get; set; } = 240;

    /// <summary>Called with the window (unix milliseconds) that the reader zoomed or moved to.</summary>
    [Parameter]
    public EventCallback<(long From, long To)> OnZoom { get; set; }

    /// <summary>Called when the reader wants the live window back.</summary>
    [Parameter]
    public EventCallback OnResetZoom { get; set; }

    [Parameter]
    public RenderFragment? Tools { get; set; }

    /// <summary>Lines at limits; those that can move call <see cref="OnLimit"/> when they were let go.</summary>
    [Parameter]
    public IReadOnlyList<ChartLimit> Limits { get; set; } = [];

    [Parameter]
    public EventCallback<(string Key, double Value)> OnLimit { get; set; }

    /// <summary>Times that stand out.</summary>
    [Parameter]
    public IReadOnlyList<ChartShade> Shades { get; set; } = [];

    /// <summary>What values mean. They are those of the first drawing.</summary>
    [Parameter]
    public IReadOnlyList<ChartZone> Zones { get; set; } = [];

    /// <summary>Where the axis ends; null: where the values do.</summary>
    [Parameter]
    public double? Maximum { get; set; }

    /// <summary>Points that stand out.</summary>
    [Parameter]
    public IReadOnlyList<ChartMark> Marks { get; set; } = [];

    /// <summary>What happened meanwhile.</summary>
    [Parameter]
    public IReadOnlyList<ChartEvent> Events { get; set; } = [];

    /// <summary>The JavaScript object, for a page that sends one tick to all of its charts in one call.</summary>
    internal IJSObjectReference? Handle => _chart;

    protected override void OnInitialized() => zone.Changed += Redraw;

    private void Redraw() => _ = InvokeAsync(StateHasChanged);

    [JSInvokable]
    public Task ZoomAsync(long from, long to) => InvokeAsync(() => OnZoom.InvokeAsync((from, to)));

    [JSInvokable]
    public Task ResetZoomAsync() => InvokeAsync(OnResetZoom.InvokeAsync);

    [JSInvokable]
    public Task LimitAsync(string key, double value) =>
        double.IsFinite(value) && Limits.Any(l => l.CanMove && l.Key == key) ? InvokeAsync(() => OnLimit.InvokeAsync((key, value))) : Task.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                _module = await javaScript.InvokeAsync<IJSObjectReference>("import", "/js/chart.js");
                if (_isGone)
                {
                    // Another chart has taken its place while the script was fetched: there is no element to draw into any more.
                    await _module.DisposeAsync();
                    return;
                }

                _self = DotNetObjectReference.Create(this);
            }

            // Renders may follow each other while the first is still being drawn: an element gets one chart.
            if (_module is not null && !_isCreated && Data is { } first && zone.IsKnown)
            {
                (_isCreated, _drawn, _drawnLimits, _drawnShades, _drawnMarks, _drawnEvents) = (true, first, Limits, Shades, Marks, Events);
                var chart = await _module.InvokeAsync<IJSObjectReference>("create", _element, Options(first), _self);
                if (_isGone)
                {
                    await chart.InvokeVoidAsync("dispose");
                    await chart.DisposeAsync();
                    return;
                }

                _chart = chart;
            }

            if (_chart is not null && Data is { } data && !ReferenceEquals(data, _drawn))
            {
                _drawn = data;
                await _chart.InvokeVoidAsync("setData", data.From, data.To, data.Gap, data.Columns);
            }

            if (_chart is not null && (!Limits.SequenceEqual(_drawnLimits) || !Shades.SequenceEqual(_drawnShades)))
            {
                (_drawnLimits, _drawnShades) = (Limits, Shades);
                await _chart.InvokeVoidAsync("setRule", _drawnLimits, _drawnShades);
            }

            if (_chart is not null && !Marks.SequenceEqual(_drawnMarks))
            {
                _drawnMarks = Marks;
                await _chart.InvokeVoidAsync("setMarks", _drawnMarks);
            }

            if (_chart is not null && !Events.SequenceEqual(_drawnEvents))
            {
                _drawnEvents = Events;
                await _chart.InvokeVoidAsync("setEvents", _drawnEvents);
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or ObjectDisposedException or OperationCanceledException)
        {
            // The reader left while the chart was being drawn.
        }
    }

    private object Options(ChartData data) => new
    {
        Id = $"time-{_id}",
        Group,
        Unit = Unit.ToString(),
        Maximum = Maximum ?? (Unit == MetricUnit.Percent ? 100.0 : null),
        Height,
        data.From,
        data.To,
        data.Gap,
        TimeZone = zone.Zone.Id,
        Empty = "No samples in this window",
        data.Columns,
        Series,
        Limits,
        Shades,
        Zones,
        Marks,
        Events,
    };

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        zone.Changed -= Redraw;
        try
        {
            if (_chart is not null)
            {
                await _chart.InvokeVoidAsync("dispose");
                await _chart.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The circuit is gone and the chart with it.
        }

        _self?.Dispose();
    }
}
