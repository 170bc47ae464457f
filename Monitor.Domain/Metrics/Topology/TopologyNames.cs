namespace Monitor.Domain.Metrics.Topology;

/// <summary>Finds the hosts that a file names, and remembers those that are not there and those that are meant by none or several.</summary>
internal sealed class TopologyNames
{
    private readonly ILookup<string, TopologyHost> _byName;
    private readonly Dictionary<Guid, TopologyHost> _byKey;
    private readonly Dictionary<int, string> _names;
    private readonly List<TopologyName> _unknown = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    public TopologyNames(TopologyState state)
    {
        _byName = state.Hosts.ToLookup(h => h.Name, StringComparer.Ordinal);
        _byKey = state.Hosts.ToDictionary(h => h.Key);
        _names = state.Hosts.ToDictionary(h => h.Id, h => h.Name);
    }

    public List<string> Errors { get; } = [];

    public IReadOnlyList<TopologyName> Unknown => _unknown;

    public string NameOf(int hostId) => _names.GetValueOrDefault(hostId, "a host that is retired");

    public bool IsKnown(int hostId) => _names.ContainsKey(hostId);

    /// <summary>Null where the name stands for no host; it is remembered then.</summary>
    public TopologyHost? Find(TopologyName name)
    {
        if (Guid.TryParseExact(name.Text, "D", out var key) && _byKey.TryGetValue(key, out var byKey))
        {
            return byKey;
        }

        var found = _byName[name.Text].Take(2).ToArray();
        if (found.Length == 1)
        {
            return found[0];
        }

        if (found.Length == 0 && _said.Add(name.Text))
        {
            _unknown.Add(name with { Text = TopologyPlan.Said(name.Text) });
        }
        else if (found.Length > 1)
        {
            Errors.Add($"Line {name.Line}: {_byName[name.Text].Count()} hosts have the name {TopologyPlan.Said(name.Text)}. Write the key of the one that is meant, as the export does.");
        }

        return null;
    }
}
