using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Efficiency.Reading;
using Monitor.Web.Efficiency.Settings;
using Monitor.Web.Live;

namespace Monitor.Web.Efficiency.Screens.Index;

/// <summary>How efficient the fleet or a group is, against the time before, day by day, and host by host. What is asked for is in the URL.</summary>
public sealed partial class EfficiencyPage(EfficiencyReader reader, EfficiencyGroups groups, PlanReader plans, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int PageSize = 25;

    private static readonly (string Value, string Title)[] ResourceOptions = [("", "All resources"), .. Resources.All.Select(r => (Resources.Key(r), Resources.Title(r)))];

    private IndexAsk _ask = IndexAsk.Of(null, null, null, null, null, null);
    private IndexRead? _read;
    private EfficiencyView? _view;
    private EfficiencySettings _settings = EfficiencySettings.Usual;
    private IReadOnlyList<TrendPoint>? _trend;
    private IReadOnlyList<HostRank> _rows = [];
    private IReadOnlyList<NamedId> _groups = [];
    private bool _missing;
    private bool _busy;

    [SupplyParameterFromQuery]
    public int? Group { get; set; }

    [SupplyParameterFromQuery]
    public string? Window { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery]
    public string? Resource { get; set; }

    [SupplyParameterFromQuery]
    public int? Days { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    protected override void OnInitialized() => Follow(feed, time, ReadAsync, LiveFeed.Efficiency);

    protected override async Task OnParametersSetAsync()
    {
        _ask = IndexAsk.Of(Group, Window, Sort, Resource, Days, PageNumber);
        Arrange();

        // What is painted before the page is live would be added up twice.
        if (RendererInfo.IsInteractive && _read != _ask.Read)
        {
            await ReadAsync();
        }
    }

    private Task ReadAsync() => LoadAsync(Permissions.EfficiencyRead, async actor =>
    {
        var read = _ask.Read;
        _busy = true;
        try
        {
            _groups = await groups.ListAsync(actor, Gone);
            var view = await reader.ReadAsync(actor, new EfficiencyAsk(null, read.GroupId, read.Window), Gone);
            var trend = await reader.TrendAsync(actor, new EfficiencyAsk(null, read.GroupId), read.Days, Gone);
            var settings = (await plans.ReadAsync(Gone)).Of(read.GroupId ?? HostGroup.FleetId);

            // Of several that were asked for in a row, the last one is shown.
            if (read == _ask.Read)
            {
                (_read, _view, _trend, _settings, _missing) = (read, view, trend, settings, view is null);
                Arrange();
            }
        }
        finally
        {
            _busy = false;
        }
    });

    private void Arrange() =>
        _rows = _view is null ? [] : [.. _ask.Order(_view.Hosts.Select(h => HostRank.Of(h, _ask.Resource))).Skip((_ask.Page - 1) * PageSize).Take(PageSize)];

    /// <summary>How many hosts are well sized, and how many are not.</summary>
    private IEnumerable<(string Kind, string Word, int Count)> Grades() =>
        from kind in new[] { (Kind: "critical", Of: 0.0), (Kind: "warning", Of: ReiWords.Poor), (Kind: "good", Of: ReiWords.Good) }
        let count = _view!.Hosts.Count(h => ReiWords.Kind(h.Reading.Total) == kind.Kind)
        where count > 0
        select (kind.Kind, ReiWords.Word(kind.Of), count);

    private string ExportAddress(string format)
    {
        var group = _ask.GroupId is { } id ? string.Create(CultureInfo.InvariantCulture, $"group={id}&") : "";
        return $"/api/v1/rei/export?{group}window={IndexAsk.KeyOf(_ask.Window)}&format={format}";
    }

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [name] = string.IsNullOrEmpty(value) ? null : value,
        ["page"] = null,
    }));
}
