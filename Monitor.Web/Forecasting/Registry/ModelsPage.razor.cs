using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Live;

namespace Monitor.Web.Forecasting.Registry;

/// <summary>The registry of models: all series by pages, or one of them with its trainings. Host, place and series are in the URL.</summary>
public sealed partial class ModelsPage(ModelReader models, HostChoices hosts, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int PageSize = 50;

    private IReadOnlyList<ChoiceLine>? _choices;
    private IReadOnlyList<NamedId> _hosts = [];
    private string? _next;

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery(Name = "series")]
    public int? SeriesId { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    protected override void OnInitialized() =>
        Follow(feed, time, ReadAsync, LiveFeed.Forecasts);

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => SeriesId is not null ? Task.CompletedTask : LoadAsync(Permissions.ForecastsRead, async actor =>
    {
        _hosts = await hosts.ListAsync(actor, Gone);
        var place = ForecastProblem.TryPlace(After, out var read) ? read : null;
        var rows = await models.ChoicesAsync(actor, Host, null, place, PageSize + 1, Gone);
        _next = rows.Count > PageSize ? ForecastProblem.Cursor(rows[PageSize - 1].Series.SeriesId, rows[PageSize - 1].Choice.Grid) : null;
        _choices = [.. rows.Take(PageSize)];
    });

    private static string Address(int seriesId) => string.Create(CultureInfo.InvariantCulture, $"/forecasts/models?series={seriesId}");

    private string Page(string? after) => Navigation.GetUriWithQueryParameter("after", after);

    private void Go(string? host) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["host"] = string.IsNullOrEmpty(host) ? null : host,
        ["after"] = null,
    }));
}
