namespace Monitor.Domain.Metrics.Topology;

public enum TopologyAct
{
    Added,
    Changed,
    Removed,
}

/// <summary>One thing that a file would change, in words, and as what is written.</summary>
/// <param name="Line">Where the file says so; 0 for what is removed because the file does not name it.</param>
public abstract record TopologyChange(TopologyAct Act, string Text, long Line);

/// <param name="Id">Null for a new service.</param>
/// <param name="Matchers">As they are to be.</param>
public sealed record ServiceChange(TopologyAct Act, string Text, long Line, int? Id, string Name, string Matchers) : TopologyChange(Act, Text, Line);

/// <param name="LinkId">Of the link that is changed or removed.</param>
/// <param name="Service">By name, since it may be new.</param>
public sealed record ServiceLinkChange(TopologyAct Act, string Text, long Line, int? LinkId, string Service, ServiceLinkKind Kind, int? HostId, string? Called)
    : TopologyChange(Act, Text, Line);

public sealed record HostLinkChange(TopologyAct Act, string Text, long Line, int ChildId, int ParentId) : TopologyChange(Act, Text, Line);
