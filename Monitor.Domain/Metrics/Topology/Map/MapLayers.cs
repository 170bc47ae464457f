namespace Monitor.Domain.Metrics.Topology.Map;

/// <summary>
/// Layers of a graph in which one thing leans on another: what nothing leans on is layer 0, and what is leaned on is below all that leans on it. Links that
/// close a circle are passed over, the same ones each time. As the first step of Sugiyama, Tagawa and Toda (1981), by a depth-first walk.
/// </summary>
internal static class MapLayers
{
    /// <param name="keys">In the order in which the walk begins; this decides which link of a circle is passed over.</param>
    /// <param name="links">From what leans to what is leaned on; ends that are not among the keys are passed over.</param>
    public static Dictionary<string, int> Of(IReadOnlyList<string> keys, IEnumerable<(string From, string To)> links)
    {
        var known = keys.ToHashSet(StringComparer.Ordinal);
        var place = keys.Select((k, i) => (k, i)).ToDictionary(p => p.k, p => p.i, StringComparer.Ordinal);
        var below = links.Where(l => known.Contains(l.From) && known.Contains(l.To) && l.From != l.To).Distinct().OrderBy(l => place[l.To]).ToLookup(l => l.From, l => l.To, StringComparer.Ordinal);
        var leaned = below.SelectMany(b => b).ToHashSet(StringComparer.Ordinal);
        var (order, kept) = Walk([.. keys.Where(k => !leaned.Contains(k)), .. keys.Where(leaned.Contains)], below);
        var layers = keys.ToDictionary(k => k, _ => 0, StringComparer.Ordinal);
        foreach (var key in order)
        {
            foreach (var next in below[key].Where(n => kept.Contains((key, n))))
            {
                layers[next] = Math.Max(layers[next], layers[key] + 1);
            }
        }

        return layers;
    }

    /// <summary>The keys, each before all that it leans on, and the links that close no circle.</summary>
    private static (IEnumerable<string> Order, HashSet<(string, string)> Kept) Walk(IReadOnlyList<string> starts, ILookup<string, string> below)
    {
        var (ended, entered, kept) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal), new HashSet<(string, string)>());
        foreach (var start in starts)
        {
            var (path, on) = (new Stack<(string Key, Queue<string> Next)>(), new HashSet<string>(StringComparer.Ordinal));
            Enter(start);
            while (path.TryPeek(out var top))
            {
                if (!top.Next.TryDequeue(out var next))
                {
                    path.Pop();
                    on.Remove(top.Key);
                    ended.Add(top.Key);
                }
                else if (!on.Contains(next))
                {
                    kept.Add((top.Key, next));
                    Enter(next);
                }
            }

            void Enter(string key)
            {
                if (entered.Add(key))
                {
                    path.Push((key, new Queue<string>(below[key])));
                    on.Add(key);
                }
            }
        }

        ended.Reverse();
        return (ended, kept);
    }
}
