namespace Monitor.Domain.Metrics.Topology.Map;

public enum MapKind
{
    Service,
    Host,

    /// <summary>A group of hosts in place of its hosts, where these are too many to draw.</summary>
    Group,
}

public enum MapLinkKind
{
    RunsOn,
    DependsOn,
    Calls,
    Behind,
}

/// <summary>Something on the map.</summary>
/// <param name="Key">Its own among all of the map: <c>s3</c>, <c>h12</c>, <c>g1</c>.</param>
/// <param name="GroupId">Of a host: the group in whose box it stands.</param>
/// <param name="Reason">Why the status is so, in words.</param>
/// <param name="Hosts">How many hosts it stands for.</param>
public sealed record MapNode(string Key, MapKind Kind, int Id, string Name, HostStatus Status, string Reason, int GroupId = 0, string GroupName = "", int Hosts = 0);

/// <summary>One leans on another; <paramref name="From"/> leans.</summary>
public readonly record struct MapLink(string From, string To, MapLinkKind Kind);

/// <summary>What the map shows, before it has places.</summary>
public sealed record MapGraph(IReadOnlyList<MapNode> Nodes, IReadOnlyList<MapLink> Links)
{
    public static MapGraph Empty { get; } = new([], []);

    /// <summary>Of these nodes alone, with the links between them.</summary>
    public MapGraph Only(Func<MapNode, bool> isKept)
    {
        var nodes = Nodes.Where(isKept).ToList();
        var keys = nodes.Select(n => n.Key).ToHashSet(StringComparer.Ordinal);
        return new MapGraph(nodes, [.. Links.Where(l => keys.Contains(l.From) && keys.Contains(l.To))]);
    }

    /// <summary>The nodes whose name holds the text, and what is linked with one of them.</summary>
    public MapGraph Around(string text)
    {
        var found = Nodes.Where(n => n.Name.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(n => n.Key).ToHashSet(StringComparer.Ordinal);
        var near = Links.Where(l => found.Contains(l.From) || found.Contains(l.To)).SelectMany(l => new[] { l.From, l.To }).ToHashSet(StringComparer.Ordinal);
        return Only(n => found.Contains(n.Key) || near.Contains(n.Key));
    }
}
