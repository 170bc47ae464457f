using System.Globalization;

namespace Monitor.Domain.Metrics.Topology.Map;

/// <summary>A map that can be drawn: of a fleet that is too large each group stands for its hosts, and of what is still too much, or of one group, the worst is shown.</summary>
/// <param name="IsFolded">Groups stand for their hosts.</param>
/// <param name="HiddenNodes">Left out because there are too many.</param>
/// <param name="HiddenLinks">Likewise.</param>
public sealed record MapFold(MapGraph Graph, bool IsFolded, int HiddenNodes, int HiddenLinks)
{
    public const int MostNodes = 400;
    public const int MostLinks = 2000;

    /// <param name="graph">All that there is to show.</param>
    /// <param name="isOneGroup">A group was chosen to look inside: folded it would be itself again.</param>
    public static MapFold Of(MapGraph graph, bool isOneGroup = false)
    {
        var isFolded = graph.Nodes.Count > MostNodes && !isOneGroup;
        var whole = isFolded ? ByGroup(graph) : graph;
        var kept = whole.Nodes.Count <= MostNodes ? whole : Worst(whole);
        var links = kept.Links.Count <= MostLinks ? kept.Links : [.. kept.Links.OrderBy(l => l.Kind).ThenBy(l => l.From, StringComparer.Ordinal).ThenBy(l => l.To, StringComparer.Ordinal).Take(MostLinks)];
        return new MapFold(kept with { Links = links }, isFolded, whole.Nodes.Count - kept.Nodes.Count, kept.Links.Count - links.Count);
    }

    private static MapGraph Worst(MapGraph graph)
    {
        var keys = graph.Nodes.OrderByDescending(n => n.Status).ThenBy(n => n.Kind).ThenBy(n => n.Name, StringComparer.OrdinalIgnoreCase).ThenBy(n => n.Id).Take(MostNodes)
            .Select(n => n.Key).ToHashSet(StringComparer.Ordinal);
        return graph.Only(n => keys.Contains(n.Key));
    }

    private static MapGraph ByGroup(MapGraph graph)
    {
        var place = graph.Nodes.ToDictionary(n => n.Key, n => n.Kind == MapKind.Host ? Key(n.GroupId) : n.Key, StringComparer.Ordinal);
        var groups = graph.Nodes.Where(n => n.Kind == MapKind.Host).GroupBy(n => n.GroupId).OrderBy(g => g.Key).Select(Group);
        var links = graph.Links.Select(l => l with { From = place[l.From], To = place[l.To] }).Where(l => l.From != l.To).Distinct();
        return new MapGraph([.. graph.Nodes.Where(n => n.Kind != MapKind.Host), .. groups], [.. links]);
    }

    private static MapNode Group(IGrouping<int, MapNode> hosts)
    {
        var counts = hosts.CountBy(h => h.Status).OrderByDescending(c => c.Key)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value} {c.Key.ToString().ToLowerInvariant()}"));
        return new MapNode(Key(hosts.Key), MapKind.Group, hosts.Key, hosts.First().GroupName, hosts.Max(h => h.Status), string.Join(", ", counts), Hosts: hosts.Count());
    }

    private static string Key(int groupId) => string.Create(CultureInfo.InvariantCulture, $"g{groupId}");
}
