using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Web.Access.Pages;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Live;

namespace Monitor.Web.Detection.Screens.Single;

/// <summary>One anomaly: what was expected and what came, what made it, what became of it, and what people say, live. The series that is drawn is in the URL.</summary>
public sealed partial class AnomalyPage(AnomalyViewReader reader, AnomalyDesk desk, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int MostProcesses = 5;

    private AnomalyView? _view;
    private AnomalyChart? _chart;
    private (long Id, int? Series, DateTimeOffset? EndedAt)? _drawn;
    private long? _read;
    private bool _isMissing;
    private bool _isDrawing = true;
    private bool _mayLabel;
    private bool _isBusy;

    [Parameter]
    public long Id { get; set; }

    [SupplyParameterFromQuery(Name = "series")]
    public int? Series { get; set; }

    private AnomalyLine? Line => _view?.Line;

    private MetricUnit Unit => MetricCatalog.Find(Line!.Metric).Unit;

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The one that was chosen, else its own, else the one with the greatest share.</summary>
    private int? Shown => Line is null ? null
        : Line.Parts.FirstOrDefault(p => p.SeriesId == Series && Series is not null)?.SeriesId ?? Line.SeriesId ?? Line.Parts.FirstOrDefault(p => p.SeriesId is not null)?.SeriesId;

    protected override void OnInitialized() =>
        Follow(feed, time, ReadAsync, LiveFeed.Anomalies, LiveFeed.Tickets);

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive)
        {
            return;
        }

        if (_read != Id)
        {
            (_read, _view, _isMissing, Done) = (Id, null, false, null);
            await ReadAsync();
        }
        else
        {
            await DrawAsync();
        }
    }

    private async Task ReadAsync()
    {
        await LoadAsync(Permissions.AnomaliesRead, async actor =>
        {
            var id = Id;
            _mayLabel = actor.May(Permissions.AnomaliesLabel);
            var view = await reader.ReadAsync(actor, id, Gone);
            if (id == Id)
            {
                (_view, _isMissing) = (view, view is null);
            }
        });
        await DrawAsync();
    }

    /// <summary>Once for each series, and again at its end: what lies around an anomaly changes little while one looks at it.</summary>
    private async Task DrawAsync()
    {
        var wanted = (Id, Shown, Line?.EndedAt);
        if (Failed || Line is not { } line || _drawn == wanted)
        {
            return;
        }

        (_drawn, _isDrawing) = (wanted, _drawn is not { } before || (before.Id, before.Series) != (Id, Shown));
        StateHasChanged();
        await LoadAsync(Permissions.AnomaliesRead, async actor =>
        {
            var chart = Shown is { } series ? await reader.ChartAsync(actor, line, series, Gone) : null;
            if (_drawn == wanted)
            {
                (_chart, _isDrawing) = (chart, false);
            }
        });
        if (Failed && _drawn == wanted)
        {
            // The next try begins anew.
            _drawn = null;
        }
    }

    private Task SayAsync(AnomalyVerdict? verdict) => _isBusy ? Task.CompletedTask : ActAsync(Permissions.AnomaliesLabel, async actor =>
    {
        _isBusy = true;
        try
        {
            var outcome = await desk.LabelAsync(actor, Id, verdict, Gone);
            (Problem, Done) = (outcome.IsDone ? null : outcome.Message, outcome.IsDone ? AnomalyWords.Noted(outcome, verdict) : null);
        }
        finally
        {
            _isBusy = false;
        }

        await ReadAsync();
    });

    private void Choose(int series) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("series", series));
}
