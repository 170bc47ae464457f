using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics.Topology;
using Monitor.Domain.Metrics.Topology.Map;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Live;

namespace Monitor.Web.Dashboard.Map;

/// <summary>Hosts, services and their links as a picture and as a list, live. Filters and the way it is shown are in the URL.</summary>
public sealed partial class MapPage(MapReader reader, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private static readonly MapLayout Nothing = MapLayout.Arrange(MapGraph.Empty);

    private Actor? _actor;
    private TopologyState? _links;
    private MapGraph? _whole;
    private MapFold _fold = MapFold.Of(MapGraph.Empty);
    private MapLayout _layout = Nothing;
    private IReadOnlyList<(int Id, string Name)> _groups = [];
    private string _shape = "";

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? Group { get; set; }

    /// <summary>map or list; nothing is what fits the screen.</summary>
    [SupplyParameterFromQuery]
    public string? View { get; set; }

    private bool IsList => View == "list";

    private string Folded =>
        (_fold.IsFolded ? $"There are more than {MapFold.MostNodes} hosts and services here, so each group stands for its hosts. Choose a group to see them. " : "")
        + (_fold.HiddenNodes > 0 ? $"{_fold.HiddenNodes} more are left out, the worst are shown. " : "")
        + (_fold.HiddenLinks > 0 ? $"{_fold.HiddenLinks} more links are not drawn." : "");

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        Follow(feed, time, LoadAsync, LiveFeed.Hosts);
        _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), Gone, FleetBoard.Topic);
    }

    protected override void OnParametersSet() => Arrange();

    private Task LoadAsync() => LoadAsync(Permissions.HostsRead, async actor =>
    {
        _actor = actor;
        _links = await reader.LinksAsync(actor, Gone);
        _whole = await reader.ReadAsync(actor, _links, Gone);
        Arrange();
    });

    /// <summary>Statuses come every second: only what differs is drawn again.</summary>
    private async Task RefreshAsync()
    {
        if (_links is null || _actor is null)
        {
            return;
        }

        var now = await reader.ReadAsync(_actor, _links, Gone);
        if (_whole is null || !now.Nodes.SequenceEqual(_whole.Nodes))
        {
            _whole = now;
            Arrange();
            StateHasChanged();
        }
    }

    private void Arrange()
    {
        if (_whole is null)
        {
            return;
        }

        _groups = [.. _whole.Nodes.Where(n => n.Kind == MapKind.Host).Select(n => (n.GroupId, n.GroupName)).Distinct().OrderBy(g => g.GroupName, StringComparer.OrdinalIgnoreCase).ThenBy(g => g.GroupId)];
        var isOneGroup = int.TryParse(Group, NumberStyles.None, CultureInfo.InvariantCulture, out var group);
        var shown = isOneGroup ? OfGroup(_whole, group) : _whole;
        _fold = MapFold.Of(string.IsNullOrWhiteSpace(Text) ? shown : shown.Around(Text.Trim()), isOneGroup);

        // Statuses move nothing: the picture is laid out again only when what is in it changes.
        var shape = string.Join('\n', _fold.Graph.Nodes.Select(n => $"{n.Key} {n.GroupId} {n.Name}").Concat(_fold.Graph.Links.Select(l => $"{l.From}>{l.To}{l.Kind}")));
        if (shape != _shape)
        {
            (_shape, _layout) = (shape, MapLayout.Arrange(_fold.Graph));
        }
    }

    /// <summary>Hosts of the group, the services on them or that need them, and what those hosts stand behind.</summary>
    private static MapGraph OfGroup(MapGraph whole, int group)
    {
        var hosts = whole.Nodes.Where(n => n.Kind == MapKind.Host && n.GroupId == group).Select(n => n.Key).ToHashSet(StringComparer.Ordinal);
        var near = whole.Links.Where(l => hosts.Contains(l.To) && l.Kind is MapLinkKind.RunsOn or MapLinkKind.DependsOn).Select(l => l.From)
            .Concat(whole.Links.Where(l => hosts.Contains(l.From)).Select(l => l.To)).ToHashSet(StringComparer.Ordinal);
        return whole.Only(n => hosts.Contains(n.Key) || near.Contains(n.Key));
    }

    // An argument that is given ("" for none) changes its part of the URL; the others stay.
    private void Go(string? text = null, string? group = null, string? view = null) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["text"] = Blank(text ?? Text), ["group"] = Blank(group ?? Group), ["view"] = Blank(view ?? View),
        }));

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
