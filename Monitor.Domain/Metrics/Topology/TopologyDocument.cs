namespace Monitor.Domain.Metrics.Topology;

/// <summary>A name in a file and the line, from 1, on which it stands. A host goes by its name, or by its key where several have that name.</summary>
public readonly record struct TopologyName(string Text, long Line);

/// <summary>What a file says of one host: what it stands behind.</summary>
public sealed record TopologyHostEntry(TopologyName Host, IReadOnlyList<TopologyName> Behind);

/// <summary>What a file says of one service.</summary>
/// <param name="Matchers">As <see cref="Service.Matchers"/>; null: the file says nothing of them.</param>
public sealed record TopologyServiceEntry(
    TopologyName Service, string? Matchers, IReadOnlyList<TopologyName> RunsOn, IReadOnlyList<TopologyName> DependsOn, IReadOnlyList<TopologyName> Calls);

/// <summary>A file that says how hosts and services lean on each other, as it was read: nothing in it is checked against what there is.</summary>
public sealed record TopologyDocument(IReadOnlyList<TopologyHostEntry> Hosts, IReadOnlyList<TopologyServiceEntry> Services);

/// <summary>A host as a topology knows it.</summary>
public sealed record TopologyHost(int Id, Guid Key, string Name);

/// <summary>How hosts and services lean on each other now: of what somebody may see, or of all.</summary>
public sealed record TopologyState(
    IReadOnlyList<TopologyHost> Hosts, IReadOnlyList<Service> Services, IReadOnlyList<HostLink> HostLinks, IReadOnlyList<ServiceLink> ServiceLinks)
{
    /// <summary>The same as a file would say it. Links to what is not in the state are left out.</summary>
    public TopologyDocument ToDocument()
    {
        var names = Names();
        var services = Services.ToDictionary(s => s.Id, s => s.Name);
        var parents = HostLinks.Where(l => names.ContainsKey(l.ChildId) && names.ContainsKey(l.ParentId)).ToLookup(l => l.ChildId, l => names[l.ParentId]);
        var links = ServiceLinks.ToLookup(l => l.ServiceId);
        return new TopologyDocument(
            [.. Hosts.Where(h => parents.Contains(h.Id)).OrderBy(h => names[h.Id], StringComparer.Ordinal).Select(h => new TopologyHostEntry(At(names[h.Id]), All(parents[h.Id])))],
            [
                .. Services.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => new TopologyServiceEntry(
                    At(s.Name), s.Matchers, On(s, ServiceLinkKind.RunsOn), On(s, ServiceLinkKind.DependsOn),
                    All(links[s.Id].Where(l => l.CalledServiceId is { } id && services.ContainsKey(id)).Select(l => services[l.CalledServiceId!.Value])))),
            ]);

        IReadOnlyList<TopologyName> On(Service service, ServiceLinkKind kind) =>
            All(links[service.Id].Where(l => l.Kind == kind && l.HostId is { } id && names.ContainsKey(id)).Select(l => names[l.HostId!.Value]));
    }

    /// <summary>What each host goes by in a file: its name, where no other has it and it does not look like a key.</summary>
    private Dictionary<int, string> Names()
    {
        var count = Hosts.CountBy(h => h.Name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return Hosts.ToDictionary(h => h.Id, h => count[h.Name] > 1 || Guid.TryParse(h.Name, out _) ? h.Key.ToString() : h.Name);
    }

    private static IReadOnlyList<TopologyName> All(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal).Select(At)];

    private static TopologyName At(string name) => new(name, 0);
}
