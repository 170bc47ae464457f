namespace Monitor.Domain.Metrics.Topology.Map;

/// <summary>The lower half of the map: hosts in boxes by group, boxes on shelves, those with what others stand behind last.</summary>
internal sealed record MapBoxes(IReadOnlyDictionary<string, MapRectangle> Nodes, IReadOnlyList<MapBox> Boxes, double Width, double Height)
{
    private const double Padding = 12;
    private const double Head = 32;
    private const double BoxGap = 24;
    private const int UsualColumns = 3;

    /// <summary>A usual screen, which the map should fill well: shelves are as wide as shows it largest.</summary>
    private const double ScreenWidth = 1180;
    private const double ScreenHeight = 640;

    /// <summary>How much smaller a map may be with one shelf less: lines to a lower shelf run through those above it.</summary>
    private const double OfOneMore = 0.85;

    /// <param name="nodes">Hosts and groups, in the order of their names.</param>
    /// <param name="above">Height of what stands above.</param>
    public static MapBoxes Of(IReadOnlyList<MapNode> nodes, IReadOnlyList<MapLink> links, double above)
    {
        var layers = MapLayers.Of([.. nodes.Select(n => n.Key)], links.Where(l => l.Kind == MapLinkKind.Behind).Select(l => (l.From, l.To)));

        // Groups that stand for their hosts need no frame: they are one themselves.
        var inner = nodes.GroupBy(n => n.Kind == MapKind.Group ? 0 : n.GroupId)
            .OrderBy(g => g.Min(n => layers[n.Key])).ThenBy(g => g.First().GroupName, StringComparer.OrdinalIgnoreCase).ThenBy(g => g.Key)
            .Select(g => Inside([.. g], layers)).ToList();
        if (inner.Count == 0)
        {
            return new MapBoxes(new Dictionary<string, MapRectangle>(), [], 0, 0);
        }

        var widths = Enumerable.Range(1, inner.Count).Select(n => inner.Take(n).Sum(i => i.Width + BoxGap) - BoxGap).Append(inner.Max(i => i.Width));
        return widths.Select(w => Shelve(inner, w)).MaxBy(s => Math.Round(Scale(s.Boxes, above) * Math.Pow(OfOneMore, s.Shelves - 1), 6)).Boxes;
    }

    private static Inner Inside(List<MapNode> hosts, Dictionary<string, int> layers)
    {
        var first = hosts[0];
        var isFramed = first.Kind == MapKind.Host;
        var (padding, head) = isFramed ? (Padding, Head) : (0, 0);
        var rows = hosts.GroupBy(n => layers[n.Key]).OrderBy(g => g.Key).ToList();
        var columns = Math.Max((int)Math.Ceiling(Math.Sqrt(hosts.Count)), Math.Min(UsualColumns, rows.Max(r => r.Count())));
        var places = new Dictionary<string, MapRectangle>(StringComparer.Ordinal);
        var (y, widest) = (head, rows.Max(r => Math.Min(columns, r.Count())) * (MapLayout.NodeWidth + MapLayout.GapX) - MapLayout.GapX);
        foreach (var row in rows.SelectMany(r => r.Chunk(columns)))
        {
            var x = padding + (widest - (row.Length * (MapLayout.NodeWidth + MapLayout.GapX) - MapLayout.GapX)) / 2;
            foreach (var node in row)
            {
                places[node.Key] = new MapRectangle(x, y, MapLayout.NodeWidth, MapLayout.NodeHeight);
                x += MapLayout.NodeWidth + MapLayout.GapX;
            }

            y += MapLayout.NodeHeight + MapLayout.GapY;
        }

        return new Inner(first, places, widest + 2 * padding, y - MapLayout.GapY + padding, isFramed);
    }

    private static double Scale(MapBoxes boxes, double above) => Math.Min(1, Math.Min(ScreenWidth / boxes.Width, ScreenHeight / (boxes.Height + above)));

    private static (MapBoxes Boxes, int Shelves) Shelve(List<Inner> inner, double most)
    {
        var (nodes, boxes) = (new Dictionary<string, MapRectangle>(StringComparer.Ordinal), new List<MapBox>());
        var (x, y, shelf, width, shelves) = (0.0, 0.0, 0.0, 0.0, 1);
        foreach (var one in inner)
        {
            if (x > 0 && x + one.Width > most)
            {
                (x, y, shelf, shelves) = (0, y + shelf + BoxGap, 0, shelves + 1);
            }

            foreach (var (key, place) in one.Places)
            {
                nodes[key] = place with { X = place.X + x, Y = place.Y + y };
            }

            if (one.IsFramed)
            {
                boxes.Add(new MapBox(one.First.GroupId, one.First.GroupName, new MapRectangle(x, y, one.Width, one.Height)));
            }

            width = Math.Max(width, x + one.Width);
            (x, shelf) = (x + one.Width + BoxGap, Math.Max(shelf, one.Height));
        }

        return (new MapBoxes(nodes, boxes, width, y + shelf), shelves);
    }

    private sealed record Inner(MapNode First, Dictionary<string, MapRectangle> Places, double Width, double Height, bool IsFramed);
}
