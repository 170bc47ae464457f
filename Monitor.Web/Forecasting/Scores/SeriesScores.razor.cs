using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Forecasting.Outlook;
using Monitor.Web.Store;

namespace Monitor.Web.Forecasting.Scores;

/// <summary>One series: its past forecasts drawn over what happened, and its grades by horizon.</summary>
public sealed partial class SeriesScores(ScoreViewReader scores, ForecastReader forecasts, TimeProvider time) : ActorComponent
{
    private static readonly ForecastGrid[] Grids = [.. Enum.GetValues<ForecastGrid>()];
    private static readonly ChartSeries[] Lines = [new("What happened", 1), new("What was foretold, with its 80 % and 95 % band", 2, HasBands: true)];

    private SeriesLine? _series;
    private IReadOnlyList<ScoreRow> _rows = [];
    private IReadOnlyList<PastForecast>? _past;
    private ChartData? _picture;
    private ForecastGrid _grid = ForecastGrid.Short;
    private (int, int)? _shown;
    private bool _isRead;

    [Parameter, EditorRequired]
    public int SeriesId { get; set; }

    [Parameter, EditorRequired]
    public int Days { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (RendererInfo.IsInteractive && _shown != (SeriesId, Days))
        {
            _shown = (SeriesId, Days);
            await ReadAsync();
        }
    }

    private Task ReadAsync() => LoadAsync(Permissions.ForecastsRead, async actor =>
    {
        var found = await scores.OfSeriesAsync(actor, SeriesId, Days, Gone);
        (_series, _rows) = found is var (series, rows) ? (series, rows) : (null, []);
        if (_series is not null)
        {
            await DrawAsync(actor);
        }

        _isRead = true;
    });

    private Task ChooseAsync(ForecastGrid grid)
    {
        (_grid, _past) = (grid, null);
        return LoadAsync(Permissions.ForecastsRead, DrawAsync);
    }

    private async Task DrawAsync(Actor actor)
    {
        var grid = _grid;
        var now = time.GetUtcNow();
        var past = await forecasts.PastAsync(actor, SeriesId, grid, new TimeRange(now.AddDays(-Span(grid, Days)), now), Gone);
        if (grid == _grid)
        {
            (_past, _picture) = (past, OutlookPicture.OfPast(past));
        }
    }

    /// <summary>A picture of fine steps over many days cannot be read.</summary>
    private static int Span(ForecastGrid grid, int days) => grid switch
    {
        ForecastGrid.Near => Math.Min(days, 2),
        ForecastGrid.Short => Math.Min(days, 7),
        _ => days,
    };
}
