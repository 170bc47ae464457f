namespace Monitor.Domain.Metrics.Topology;

/// <summary>Finds a circle of hosts that stand behind each other, by a depth-first walk that keeps its own stack: a chain may be as long as the fleet.</summary>
public static class HostCircle
{
    /// <summary>The hosts of one circle, each behind the next; null where there is none.</summary>
    /// <param name="parents">By child.</param>
    public static IReadOnlyList<int>? Find(ILookup<int, int> parents)
    {
        var done = new HashSet<int>();
        foreach (var start in parents.Select(p => p.Key).Order())
        {
            var (path, on) = (new List<(int Host, Queue<int> Next)>(), new HashSet<int>());
            Enter(start);
            while (path.Count > 0)
            {
                var (host, next) = path[^1];
                if (!next.TryDequeue(out var parent))
                {
                    path.RemoveAt(path.Count - 1);
                    on.Remove(host);
                    done.Add(host);
                }
                else if (on.Contains(parent))
                {
                    return [.. path.Select(p => p.Host).SkipWhile(h => h != parent)];
                }
                else
                {
                    Enter(parent);
                }
            }

            void Enter(int host)
            {
                if (!done.Contains(host))
                {
                    path.Add((host, new Queue<int>(parents[host].Order())));
                    on.Add(host);
                }
            }
        }

        return null;
    }
}
