using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology.Map;

namespace Monitor.Tests.Dashboard.Map;

public sealed class MapLayoutTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(5, 12)]
    [InlineData(40, 360)]
    public void Nothing_overlaps_hosts_are_in_their_box_boxes_apart_and_services_above_hosts(int services, int hosts)
    {
        var graph = Random(services, hosts, seed: services * 1000 + hosts);
        var layout = MapLayout.Arrange(graph);
        Assert.Equal(graph.Nodes.Select(n => n.Key).Order(), layout.Nodes.Keys.Order());
        var places = layout.Nodes.Values.ToList();
        Assert.DoesNotContain(Pairs(places), p => p.A.Overlaps(p.B));
        Assert.DoesNotContain(Pairs([.. layout.Boxes.Select(b => b.Place)]), p => p.A.Overlaps(p.B));
        Assert.All(places, p => Assert.True(p.X >= 0 && p.Y >= 0 && p.Right <= layout.Width && p.Bottom <= layout.Height));
        foreach (var node in graph.Nodes.Where(n => n.Kind == MapKind.Host))
        {
            var (place, box) = (layout.Nodes[node.Key], layout.Boxes.Single(b => b.GroupId == node.GroupId).Place);
            Assert.True(place.X > box.X && place.Y > box.Y && place.Right < box.Right && place.Bottom < box.Bottom);
        }

        var lowest = graph.Nodes.Where(n => n.Kind == MapKind.Service).Select(n => layout.Nodes[n.Key].Bottom).DefaultIfEmpty(0).Max();
        Assert.All(layout.Boxes, b => Assert.True(b.Place.Y > lowest));
    }

    [Fact]
    public void The_same_graph_in_another_order_and_with_other_statuses_gives_the_same_picture()
    {
        var graph = Random(20, 80, seed: 7);
        var shuffled = new MapGraph(
            [.. graph.Nodes.Reverse().Select(n => n with { Status = HostStatus.Critical, Reason = "x" })], [.. graph.Links.OrderByDescending(l => l.To).ThenBy(l => l.Kind)]);
        var (one, other) = (MapLayout.Arrange(graph), MapLayout.Arrange(shuffled));
        Assert.Equal(one.Nodes.OrderBy(n => n.Key), other.Nodes.OrderBy(n => n.Key));
        Assert.Equal(one.Boxes, other.Boxes);
        Assert.Equal((one.Width, one.Height), (other.Width, other.Height));
    }

    [Fact]
    public void A_caller_is_above_what_it_calls_a_parent_below_its_children_and_a_circle_ends()
    {
        var graph = new MapGraph(
            [Service(1, "shop"), Service(2, "orders"), Service(3, "bank"), Host(1, "web", 1), Host(2, "switch", 1), Host(3, "core", 1)],
            [
                new("s1", "s2", MapLinkKind.Calls), new("s2", "s3", MapLinkKind.Calls), new("s3", "s2", MapLinkKind.Calls), new("s3", "s3", MapLinkKind.Calls),
                new("h1", "h2", MapLinkKind.Behind), new("h2", "h3", MapLinkKind.Behind), new("h3", "h2", MapLinkKind.Behind),
            ]);
        var places = MapLayout.Arrange(graph).Nodes;
        Assert.True(places["s1"].Bottom < places["s2"].Y && places["s2"].Bottom < places["s3"].Y);
        Assert.True(places["h1"].Bottom < places["h2"].Y && places["h2"].Bottom < places["h3"].Y);
        var chain = Enumerable.Range(0, 3000).ToList();
        var ring = new MapGraph([.. chain.Select(i => Service(i, $"n{i:D4}"))], [.. chain.Select(i => new MapLink($"s{i}", $"s{(i + 1) % 3000}", MapLinkKind.Calls))]);
        Assert.Equal(3000, MapLayout.Arrange(ring).Nodes.Select(n => n.Value.Y).Distinct().Count());
    }

    [Fact]
    public void A_fleet_that_is_too_large_is_drawn_by_group_with_counts_and_the_worst_status()
    {
        var hosts = Enumerable.Range(0, 1000).Select(i => Host(i, $"h{i}", i % 5) with { Status = i == 7 ? HostStatus.Critical : HostStatus.Good });
        var fold = MapFold.Of(new MapGraph([Service(1, "shop"), .. hosts], [new("s1", "h7", MapLinkKind.RunsOn), new("s1", "h2", MapLinkKind.RunsOn), new("h7", "h2", MapLinkKind.Behind), new("h7", "h3", MapLinkKind.Behind)]));
        Assert.Equal((true, 6, 0), (fold.IsFolded, fold.Graph.Nodes.Count, fold.HiddenNodes));
        var group = fold.Graph.Nodes.Single(n => n.Key == "g2");
        Assert.Equal((200, HostStatus.Critical, "1 critical, 199 good"), (group.Hosts, group.Status, group.Reason));
        Assert.Equal([new("s1", "g2", MapLinkKind.RunsOn), new MapLink("g2", "g3", MapLinkKind.Behind)], fold.Graph.Links);
        MapLayout.Arrange(fold.Graph);

        var inside = MapFold.Of(new MapGraph([.. hosts], []), isOneGroup: true);
        Assert.Equal((false, 400, 600, HostStatus.Critical), (inside.IsFolded, inside.Graph.Nodes.Count, inside.HiddenNodes, inside.Graph.Nodes.Max(n => n.Status)));

        var many = MapFold.Of(new MapGraph([.. Enumerable.Range(0, 600).Select(i => Service(i, $"s{i}") with { Status = i < 5 ? HostStatus.Critical : HostStatus.Good })], []));
        Assert.Equal((400, 200, 5), (many.Graph.Nodes.Count, many.HiddenNodes, many.Graph.Nodes.Count(n => n.Status == HostStatus.Critical)));
    }

    [Fact]
    public void A_service_is_as_well_as_what_it_leans_on_lets_it_be()
    {
        (string, HostStatus) good = ("a", HostStatus.Good), warned = ("b", HostStatus.Warning), down = ("c", HostStatus.Critical), away = ("d", HostStatus.Unknown);
        Assert.Equal(HostStatus.Unknown, ServiceHealth.Of([], []).Status);
        Assert.Equal(HostStatus.Good, ServiceHealth.Of([good, away], []).Status);
        Assert.Equal(HostStatus.Warning, ServiceHealth.Of([good, warned], []).Status);
        Assert.Equal((HostStatus.Warning, "c is critical; 1 of 2 hosts are left"), ServiceHealth.Of([good, down], []));
        Assert.Equal((HostStatus.Critical, "c is critical"), ServiceHealth.Of([down], [good]));
        Assert.Equal((HostStatus.Warning, "c is critical, which it depends on"), ServiceHealth.Of([good], [down]));
        Assert.Equal(HostStatus.Unknown, ServiceHealth.Of([away], [good]).Status);
    }

    private static MapNode Service(int id, string name) => new($"s{id}", MapKind.Service, id, name, HostStatus.Good, "");

    private static MapNode Host(int id, string name, int group) => new($"h{id}", MapKind.Host, id, name, HostStatus.Good, "", group, $"group {group}", 1);

    private static MapGraph Random(int services, int hosts, int seed)
    {
        var random = new Random(seed);
        var nodes = Enumerable.Range(0, services).Select(i => Service(i, $"service {random.Next(100)}"))
            .Concat(Enumerable.Range(0, hosts).Select(i => Host(i, $"host {random.Next(100)}", random.Next(6)))).ToList();
        var links = new HashSet<MapLink>();
        for (var i = 0; i < 2 * nodes.Count; i++)
        {
            var (from, to) = (nodes[random.Next(nodes.Count)], nodes[random.Next(nodes.Count)]);
            var kind = (from.Kind, to.Kind) switch
            {
                (MapKind.Service, MapKind.Service) => MapLinkKind.Calls,
                (MapKind.Service, _) => random.Next(4) == 0 ? MapLinkKind.DependsOn : MapLinkKind.RunsOn,
                (_, MapKind.Host) => MapLinkKind.Behind,
                _ => (MapLinkKind?)null,
            };
            _ = kind is { } known && links.Add(new MapLink(from.Key, to.Key, known));
        }

        return new MapGraph(nodes, [.. links]);
    }

    private static IEnumerable<(MapRectangle A, MapRectangle B)> Pairs(List<MapRectangle> all)
    {
        for (var i = 0; i < all.Count; i++)
        {
            for (var j = i + 1; j < all.Count; j++)
            {
                yield return (all[i], all[j]);
            }
        }
    }
}
