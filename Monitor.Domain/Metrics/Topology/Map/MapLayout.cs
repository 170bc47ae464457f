namespace Monitor.Domain.Metrics.Topology.Map;

/// <summary>A rectangle in the map's own units; one is a pixel at 100 %.</summary>
public readonly record struct MapRectangle(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double Middle => X + Width / 2;

    public bool Overlaps(in MapRectangle other) => X < other.Right && other.X < Right && Y < other.Bottom && other.Y < Bottom;
}

/// <summary>A frame around the hosts of a group.</summary>
public sealed record MapBox(int GroupId, string Name, MapRectangle Place);

/// <summary>
/// Where everything on the map stands: services above in layers by who calls whom, each over its hosts; hosts below in a box for each group, what they stand
/// behind under them. The same graph gives the same picture, whatever order it comes in, and statuses move nothing. No two nodes overlap, and no two boxes.
/// </summary>
public sealed record MapLayout(IReadOnlyDictionary<string, MapRectangle> Nodes, IReadOnlyList<MapBox> Boxes, double Width, double Height)
{
    public const double NodeWidth = 144;
    public const double NodeHeight = 44;
    internal const double GapX = 16;
    internal const double GapY = 40;
    internal const double Margin = 24;
    private const double BetweenServicesAndHosts = 56;

    public static MapLayout Arrange(MapGraph graph)
    {
        var nodes = graph.Nodes.OrderBy(n => n.Name, StringComparer.OrdinalIgnoreCase).ThenBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.Key, StringComparer.Ordinal).ToList();
        var services = nodes.Where(n => n.Kind == MapKind.Service).ToList();
        var layers = MapLayers.Of([.. services.Select(n => n.Key)], graph.Links.Where(l => l.Kind == MapLinkKind.Calls).Select(l => (l.From, l.To)));
        var sizes = services.CountBy(n => layers[n.Key]).ToList();
        var above = sizes.Count * (NodeHeight + GapY) + (sizes.Count == 0 ? 0 : BetweenServicesAndHosts - GapY);
        var hosts = MapBoxes.Of([.. nodes.Where(n => n.Kind != MapKind.Service)], graph.Links, above);

        var columns = Math.Max(6, (int)Math.Floor((hosts.Width + GapX) / (NodeWidth + GapX)));
        var widest = sizes.Count == 0 ? 0 : Math.Min(columns, sizes.Max(s => s.Value)) * (NodeWidth + GapX) - GapX;
        var width = Math.Max(widest, hosts.Width);
        var left = (width - hosts.Width) / 2;
        var middles = hosts.Nodes.ToDictionary(n => n.Key, n => n.Value.Middle + left, StringComparer.Ordinal);
        var rows = MapRows.Of(services, layers, graph.Links, middles, width, columns);

        var top = Margin + (rows.Count == 0 ? 0 : rows.Count * (NodeHeight + GapY) - GapY + BetweenServicesAndHosts);
        var places = new Dictionary<string, MapRectangle>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var (key, x) in rows[i])
            {
                places[key] = new MapRectangle(Margin + x, Margin + i * (NodeHeight + GapY), NodeWidth, NodeHeight);
            }
        }

        foreach (var (key, place) in hosts.Nodes)
        {
            places[key] = Moved(place);
        }

        var bottom = hosts.Nodes.Count > 0 ? top + hosts.Height : places.Values.Select(p => p.Bottom).DefaultIfEmpty(0).Max();
        return new MapLayout(places, [.. hosts.Boxes.Select(b => b with { Place = Moved(b.Place) })], width + 2 * Margin, bottom + Margin);

        MapRectangle Moved(in MapRectangle place) => place with { X = place.X + Margin + left, Y = place.Y + top };
    }
}
