using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Forecasting.Breaks;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Settings;

/// <summary>Every detector side by side on the past of one series. Host and series are in the URL.</summary>
public sealed partial class RehearsalCard(DetectorRehearsal rehearsal, SettingChoices choices, BreakBoard board, SeriesCatalog catalog) : ActorComponent
{
    private const int MostMarks = 50;

    private IReadOnlyList<(int Id, string Name)> _hosts = [];
    private IReadOnlyList<NamedId> _series = [];
    private IReadOnlyList<RehearsalLine>? _lines;
    private RehearsalLine? _open;
    private (int? Host, int? Series)? _shown;
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
        var wanted = (Host, Series);
        _hosts = await board.HostsAsync(actor, Gone);
        _series = Host is { } host ? await choices.SeriesAsync(actor, host, Gone) : [];
        (_lines, _open, _isRunning) = (null, null, Series is not null);
        if (Series is not { } series)
        {
            return;
        }

        StateHasChanged();
        try
        {
            var lines = await rehearsal.RunAsync(actor, series, Gone);
            if (wanted == _shown)
            {
                _lines = lines;
            }
        }
        finally
        {
            _isRunning = _isRunning && wanted != _shown;
        }
    });

    private void GoHost(string? host) => Go(int.TryParse(host, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null, null);

    private void GoSeries(int? series) => Go(Host, series);

    private void Go(int? host, int? series) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["host"] = host, ["series"] = series }));
}
