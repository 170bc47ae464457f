using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Live;

namespace Monitor.Web.Forecasting.Breaks;

/// <summary>What is foreseen for the hosts that the reader may see, live. Filters and page are in the URL.</summary>
public sealed partial class BreaksPage(BreakBoard board, HostChoices hosts, BreakTickets tickets, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int PageSize = 25;

    private BreakPage? _page;
    private IReadOnlyList<NamedId> _hosts = [];
    private BreakKey? _opening;
    private bool _mayOpen;

    [SupplyParameterFromQuery]
    public string? Within { get; set; }

    [SupplyParameterFromQuery]
    public string? Chance { get; set; }

    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private bool IsFiltered => !string.IsNullOrEmpty(Within) || !string.IsNullOrEmpty(Chance) || !string.IsNullOrEmpty(Kind) || Host is not null;

    protected override void OnInitialized() =>
        Follow(feed, time, ReadAsync, LiveFeed.Forecasts, LiveFeed.Problems, LiveFeed.Tickets);

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.ForecastsRead, async actor =>
    {
        _mayOpen = actor.May(Permissions.TicketsWork);
        _hosts = await hosts.ListAsync(actor, Gone);
        _page = await board.ReadAsync(actor, Host, BreakAsk.Read(Within, Chance, Kind), Number, PageSize, Gone);
    });

    private Task OpenAsync(BreakKey key) => _opening is not null ? Task.CompletedTask : ActAsync(Permissions.TicketsWork, async actor =>
    {
        _opening = key;
        try
        {
            var outcome = await tickets.OpenAsync(actor, key, Gone);
            (Problem, Done) = (outcome.IsDone ? null : outcome.Message, outcome.IsDone ? $"Ticket #{outcome.Number} is about it." : null);
        }
        finally
        {
            _opening = null;
        }

        await ReadAsync();
    });

    private static string Address(BreakRow row)
    {
        var until = row.Line.Prediction is null ? "&horizon=capacity" : "";
        return string.Create(CultureInfo.InvariantCulture, $"/hosts/{row.Line.Series.HostId}?tab=forecast&series={row.Line.Series.SeriesId}{until}");
    }

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [name] = string.IsNullOrEmpty(value) ? null : value,
        ["page"] = null,
    }));
}
