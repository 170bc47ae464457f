using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;

namespace Monitor.Web.Forecasting.Scores;

/// <summary>How right forecasts and predictions were, of the hosts that the reader may see, or of one series. What is asked for is in the URL.</summary>
public sealed partial class ScoresPage(ScoreViewReader scores, HostChoices hosts) : ActorComponent
{
    private ScoreAsk _ask = ScoreAsk.Read(null, null, null, null);
    private ScoreView? _view;
    private IReadOnlyList<NamedId> _hosts = [];
    private bool _busy;

    [SupplyParameterFromQuery]
    public string? Horizon { get; set; }

    [SupplyParameterFromQuery]
    public int? Days { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public int? Series { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    protected override Task OnParametersSetAsync()
    {
        _ask = ScoreAsk.Read(Horizon, Days, Host, PageNumber);

        // What is painted before the page is live would be added up twice.
        return RendererInfo.IsInteractive && Series is null ? ReadAsync() : Task.CompletedTask;
    }

    private Task ReadAsync() => LoadAsync(Permissions.ForecastsRead, async actor =>
    {
        var ask = _ask;
        _busy = true;
        try
        {
            _hosts = await hosts.ListAsync(actor, Gone);
            var view = await scores.ReadAsync(actor, ask, Gone);
            _view = ask == _ask ? view : _view;
        }
        finally
        {
            _busy = false;
        }
    });

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [name] = string.IsNullOrEmpty(value) ? null : value,
        ["page"] = null,
    }));
}
