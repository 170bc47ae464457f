using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>
/// Which host stands behind which. A host with several parents can be reached while one of them is up; so it is cut off only when each of them is down
/// or cut off itself. Walks end also where the links have a circle.
/// </summary>
public sealed class HostDependencies(IEnumerable<HostLink> links)
{
    private readonly ILookup<int, int> _parents = links.ToLookup(l => l.ChildId, l => l.ParentId);

    public static HostDependencies None { get; } = new([]);

    public IEnumerable<int> ParentsOf(int hostId) => _parents[hostId];

    /// <summary>
    /// The nearest hosts above that are down and by which this one is cut off, or none when it can be reached. Whether the host itself is down plays no part.
    /// </summary>
    public IReadOnlyList<int> CutOffBy(int hostId, Func<int, bool> isDown)
    {
        var causes = new List<int>();
        return IsCutOff(hostId, isDown, causes, []) ? [.. causes.Distinct()] : [];
    }

    /// <summary>All hosts above, nearest first.</summary>
    public IReadOnlyList<int> Above(int hostId)
    {
        var found = new List<int>();
        var queue = new Queue<int>(_parents[hostId]);
        while (queue.TryDequeue(out var parent))
        {
            if (parent != hostId && !found.Contains(parent))
            {
                found.Add(parent);
                foreach (var next in _parents[parent])
                {
                    queue.Enqueue(next);
                }
            }
        }

        return found;
    }

    /// <summary>Why a link from this child to this parent cannot be, as a sentence; null when it can.</summary>
    public string? Refusal(int childId, int parentId, Func<int, string> nameOf) =>
        childId == parentId ? $"{nameOf(childId)} cannot stand behind itself. Choose another host."
        : parentId == childId || Above(parentId).Contains(childId)
            ? $"{nameOf(parentId)} already stands behind {nameOf(childId)}, so this would be a circle. Remove that link first."
        : !_parents[childId].Contains(parentId) && _parents[childId].Count() >= HostLink.MostParents
            ? $"A host stands behind at most {HostLink.MostParents} others. Remove one first."
        : null;

    /// <summary>What was found of a host is kept, so that many ways to the same host above cost one look each; in a circle nobody is cut off.</summary>
    private bool IsCutOff(int hostId, Func<int, bool> isDown, List<int> causes, Dictionary<int, bool> known)
    {
        if (known.TryGetValue(hostId, out var found))
        {
            return found;
        }

        known[hostId] = false;
        var isCutOff = _parents.Contains(hostId);
        foreach (var parent in _parents[hostId])
        {
            if (isDown(parent))
            {
                causes.Add(parent);
            }
            else if (!IsCutOff(parent, isDown, causes, known))
            {
                isCutOff = false;
            }
        }

        return known[hostId] = isCutOff;
    }
}
