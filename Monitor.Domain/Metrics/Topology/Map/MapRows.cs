namespace Monitor.Domain.Metrics.Topology.Map;

/// <summary>The services in rows by layer: each over the middle of its hosts, or under what calls it, as far as its neighbours leave room.</summary>
internal static class MapRows
{
    private const double Cell = MapLayout.NodeWidth + MapLayout.GapX;

    /// <summary>Of each row the services with their left edge, from 0 to <paramref name="width"/>.</summary>
    /// <param name="services">In the order of their names.</param>
    /// <param name="hosts">The middle of each host.</param>
    /// <param name="columns">Most in a row.</param>
    public static IReadOnlyList<IReadOnlyList<(string Key, double X)>> Of(
        IReadOnlyList<MapNode> services, IReadOnlyDictionary<string, int> layers, IReadOnlyList<MapLink> links, IReadOnlyDictionary<string, double> hosts, double width, int columns)
    {
        var on = links.Where(l => l.Kind is MapLinkKind.RunsOn or MapLinkKind.DependsOn && hosts.ContainsKey(l.To)).ToLookup(l => l.From, StringComparer.Ordinal);
        var callers = links.Where(l => l.Kind == MapLinkKind.Calls).ToLookup(l => l.To, l => l.From, StringComparer.Ordinal);
        var middles = new Dictionary<string, double>(StringComparer.Ordinal);
        var rows = new List<IReadOnlyList<(string, double)>>();
        var isOneLayer = layers.Values.All(l => l == 0);
        foreach (var layer in services.GroupBy(s => layers[s.Key]).OrderBy(g => g.Key))
        {
            // Beside and not under those of the layer above, so that their lines to the hosts find a way.
            var aside = isOneLayer ? 0 : layer.Key % 2 == 0 ? -Cell / 2 : Cell / 2;
            var wishes = layer.Select(s => (s.Key, At: Math.Round(Wish(s.Key, layer.Key) + aside, 3))).OrderBy(w => w.At).ToList();
            foreach (var row in wishes.Chunk(columns))
            {
                rows.Add(Place(row, width));
            }

            foreach (var (key, x) in rows.TakeLast((wishes.Count + columns - 1) / columns).SelectMany(r => r))
            {
                middles[key] = x + MapLayout.NodeWidth / 2;
            }
        }

        return rows;

        double Wish(string key, int layer)
        {
            var own = on[key].Where(l => l.Kind == MapLinkKind.RunsOn).Select(l => hosts[l.To]).ToList();
            var near = own.Count > 0 ? own : on[key].Select(l => hosts[l.To]).ToList();
            near = near.Count > 0 ? near : [.. callers[key].Where(c => layers.GetValueOrDefault(c, layer) < layer).Distinct().Select(c => middles[c])];
            return near.Count > 0 ? near.Order().Average() : width / 2;
        }
    }

    /// <summary>As near to where each would stand as it goes without two on one another or beyond the edges.</summary>
    private static IReadOnlyList<(string, double)> Place(IReadOnlyList<(string Key, double At)> row, double width)
    {
        var x = new double[row.Count];
        var free = 0.0;
        for (var i = 0; i < row.Count; i++)
        {
            x[i] = Math.Max(free, row[i].At - MapLayout.NodeWidth / 2);
            free = x[i] + Cell;
        }

        var most = width - MapLayout.NodeWidth;
        for (var i = row.Count - 1; i >= 0; i--)
        {
            x[i] = Math.Min(x[i], most);
            most = x[i] - Cell;
        }

        return [.. row.Select((one, i) => (one.Key, x[i]))];
    }
}
