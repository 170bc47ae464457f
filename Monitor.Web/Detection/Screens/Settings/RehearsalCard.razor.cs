using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Settings;

/// <summary>Every detector side by side on the past of one series. Host and series are in the URL.</summary>
public sealed partial class RehearsalCard(DetectorRehearsal rehearsal, SettingChoices choices, HostChoices hosts, SeriesCatalog catalog) : ActorComponent
{
    private const int MostMarks = 50;

    private IReadOnlyList<NamedId> _hosts = [];
    private IReadOnlyList<NamedId> _series = [];
    private IReadOnlyList<RehearsalLine>? _lines;
    private RehearsalLine? _open;
    private (int? Host, int? Series)? _shown;
    private CancellationTokenSource? _run;
    private bool _isRunning;

    /// <summary>What somebody is about to save; null where nothing is being changed.</summary>
    [Parameter]
    public SettingForm? Form { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public int? Series { get; set; }

    private MetricUnit Unit => catalog.FindSeries(Series ?? 0) is { } series ? MetricCatalog.Find(series.Metric).Unit : MetricUnit.None;

    protected override async Task OnParametersSetAsync()
    {
        if (RendererInfo.IsInteractive && _shown != (Host, Series))
        {
            _shown = (Host, Series);
            await ReadAsync();
        }
    }

    private Task ReadAsync() => LoadAsync(Permissions.AnomaliesManage, async actor =>
    {
        using var run = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        var before = _run;
        (_run, _lines, _open, _isRunning) = (run, null, null, Series is not null);
        if (before is not null)
        {
            await before.CancelAsync();
        }

        try
        {
            await RunAsync(actor, Host, Series, run.Token);
        }
        catch (OperationCanceledException) when (_run != run)
        {
            // Something else was chosen meanwhile.
        }
        finally
        {
            (_run, _isRunning) = _run == run ? (null, false) : (_run, _isRunning);
        }
    });

    private async Task RunAsync(Actor actor, int? hostId, int? seriesId, CancellationToken cancellationToken)
    {
        var all = await hosts.ListAsync(actor, cancellationToken);
        var series = hostId is { } host ? await choices.SeriesAsync(actor, host, cancellationToken) : [];
        cancellationToken.ThrowIfCancellationRequested();
        (_hosts, _series) = (all, series);
        StateHasChanged();
        var lines = seriesId is { } chosen ? await rehearsal.RunAsync(actor, chosen, cancellationToken) : null;
        cancellationToken.ThrowIfCancellationRequested();
        _lines = lines;
    }

    private void GoSeries(int? series) => Go(Host, series);

    private void Go(int? host, int? series) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["host"] = host, ["series"] = series }));
}
