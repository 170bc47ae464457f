using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Live;

namespace Monitor.Web.Forecasting.Outlook;

/// <summary>What will become of one series of a host: past, forecast with bands and limits on one picture, and every horizon in a table. Series and horizon are in the URL.</summary>
public sealed partial class ForecastCard(
    OutlookReader outlooks, ForecastReader forecasts, LimitReader limits, OutlookLearning learning, ForecastDesk desk, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private IReadOnlyList<OutlookSeries>? _series;
    private OutlookSeries? _chosen;
    private OutlookSpan _span = OutlookSpan.Usual;
    private OutlookView? _view;
    private ChartData? _picture;
    private IReadOnlyList<HorizonValue>? _horizons;
    private IReadOnlyList<ChartLimit> _limits = [];
    private IReadOnlyList<ChartShade> _shades = [];
    private (int Host, string? Series, string? Horizon)? _shown;
    private bool _mayManage;
    private bool _asking;

    [Parameter, EditorRequired]
    public int HostId { get; set; }

    [SupplyParameterFromQuery(Name = "series")]
    public string? SeriesText { get; set; }

    [SupplyParameterFromQuery]
    public string? Horizon { get; set; }

    private MetricUnit Unit => MetricCatalog.Find(_chosen!.Series.Metric).Unit;

    protected override void OnInitialized() =>
        Follow(feed, time, ReadAllAsync, LiveFeed.Forecasts, LiveFeed.Rules);

    protected override async Task OnParametersSetAsync()
    {
        // What is painted before the page is live would be read twice.
        if (RendererInfo.IsInteractive && _shown != (HostId, SeriesText, Horizon))
        {
            _series = _shown?.Host == HostId ? _series : null;
            _shown = (HostId, SeriesText, Horizon);
            Done = null;
            await ReadAllAsync();
        }
    }

    private Task ReadAllAsync() => LoadAsync(Permissions.ForecastsRead, async actor =>
    {
        _mayManage = actor.May(Permissions.ForecastsManage);
        var series = await outlooks.SeriesAsync(actor, HostId, Gone);
        _chosen = series.FirstOrDefault(s => s.Series.SeriesId.ToString(System.Globalization.CultureInfo.InvariantCulture) == SeriesText)
            ?? series.FirstOrDefault(s => s.Series.Metric == "cpu.used_percent") ?? series.FirstOrDefault();
        _series = series;
        await ReadAsync();
    });

    private Task ReadAsync() => LoadAsync(Permissions.ForecastsRead, async actor =>
    {
        if (_chosen is not { } chosen)
        {
            return;
        }

        var wanted = OutlookSpan.Find(Horizon);
        var span = chosen.Has(wanted) ? wanted : OutlookSpan.All.First(chosen.Has);
        var id = chosen.Series.SeriesId;
        var view = await outlooks.ReadAsync(actor, id, span, Gone);
        var horizons = await forecasts.HorizonsAsync(actor, id, Gone);
        var lines = await limits.ReadAsync(chosen.Series, Gone);
        if (_chosen != chosen)
        {
            // Another one was chosen meanwhile.
            return;
        }

        (_span, _view, _horizons) = (span, view, horizons);
        _limits = span.IsCapacity && view?.Full is { } full && lines.All(l => l.Value != full.Limit) ? [.. lines, new ChartLimit("full", "Full", full.Limit, "critical", false)] : lines;
        _picture = view is null ? null : OutlookPicture.Of(view);
        _shades = view is null || _picture is null ? [] : [new ChartShade(view.History.End.ToUnixTimeMilliseconds(), _picture.To, "line")];
    });

    /// <summary>Why there is no line ahead; null where there is one.</summary>
    private (string Title, string Text)? Silence(OutlookView view) => view.Span.IsCapacity ? OutlookLearning.OfFull(view)
        : view.Forecast is not null && view.State == ForecastState.Ready ? null
        : learning.Of(view);

    private Task ForecastNowAsync() => ActAsync(Permissions.ForecastsManage, async actor =>
    {
        _asking = true;
        try
        {
            var outcome = await desk.ForecastNowAsync(actor, null, _chosen!.Series.SeriesId, Gone);
            (Problem, Done) = (outcome.IsDone ? null : outcome.Message, outcome.IsDone ? outcome.Message : null);
        }
        finally
        {
            _asking = false;
        }
    });

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value));
}
