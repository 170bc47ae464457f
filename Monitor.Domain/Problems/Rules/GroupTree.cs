using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Rules;

/// <summary>The host groups as rules see them: from a group up to the fleet.</summary>
public sealed class GroupTree(IEnumerable<HostGroup> groups)
{
    private readonly Dictionary<int, HostGroup> _groups = groups.ToDictionary(g => g.Id);

    public IEnumerable<HostGroup> All => _groups.Values;

    /// <summary>The group and everything above it, nearest first. A circle or a missing parent ends the walk.</summary>
    public IReadOnlyList<HostGroup> PathUp(int groupId)
    {
        var path = new List<HostGroup>();
        int? next = groupId;
        while (next is not null && _groups.TryGetValue(next.Value, out var group) && !path.Contains(group))
        {
            path.Add(group);
            next = group.ParentId;
        }

        return path;
    }

    /// <summary>As people read it, such as <c>Fleet / Berlin</c>.</summary>
    public string PathOf(int groupId) => string.Join(" / ", PathUp(groupId).Reverse().Select(g => g.Name));

    /// <summary>The group and everything below it.</summary>
    public IReadOnlySet<int> WithDescendants(int groupId) =>
        _groups.Keys.Where(id => PathUp(id).Any(g => g.Id == groupId)).Append(groupId).ToHashSet();
}
