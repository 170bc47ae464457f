using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;
using Monitor.Domain.Metrics.Topology.Map;
using Monitor.Web.Access;
using Monitor.Web.Metrics.Topology;

namespace Monitor.Web.Dashboard.Map;

/// <summary>Hosts with their status, and how they and the services lean on each other, as far as the reader sees them.</summary>
public sealed class MapReader(FleetBoard board, TopologyReader topology)
{
    /// <summary>Links and services, from the database: read when they change.</summary>
    public Task<TopologyState> LinksAsync(Actor actor, CancellationToken cancellationToken) => topology.ReadAsync(actor, cancellationToken);

    /// <summary>With the statuses of now, from memory.</summary>
    public async Task<MapGraph> ReadAsync(Actor actor, TopologyState links, CancellationToken cancellationToken)
    {
        var rows = await board.VisibleAsync(actor, cancellationToken);
        return Graph(rows, links);
    }

    internal static MapGraph Graph(IReadOnlyList<FleetRow> rows, TopologyState links)
    {
        var hosts = rows.ToDictionary(r => r.HostId);
        var on = links.ServiceLinks.Where(l => l.HostId is { } id && hosts.ContainsKey(id)).ToLookup(l => (l.ServiceId, l.Kind), l => (hosts[l.HostId!.Value].Name, hosts[l.HostId!.Value].Status));
        var services = links.Services.Select(s =>
        {
            var (status, reason) = ServiceHealth.Of([.. on[(s.Id, ServiceLinkKind.RunsOn)]], [.. on[(s.Id, ServiceLinkKind.DependsOn)]]);
            return new MapNode(Service(s.Id), MapKind.Service, s.Id, s.Name, status, reason);
        });
        var nodes = services.Concat(rows.Select(r => new MapNode(Host(r.HostId), MapKind.Host, r.HostId, r.Name, r.Status, r.Reason, r.GroupId, r.GroupName, 1))).ToList();
        var known = nodes.Select(n => n.Key).ToHashSet(StringComparer.Ordinal);
        var all = links.ServiceLinks.Select(Of).Concat(links.HostLinks.Select(l => new MapLink(Host(l.ChildId), Host(l.ParentId), MapLinkKind.Behind)));
        return new MapGraph(nodes, [.. all.Where(l => known.Contains(l.From) && known.Contains(l.To))]);
    }

    private static MapLink Of(ServiceLink link) => link.Kind switch
    {
        ServiceLinkKind.Calls => new MapLink(Service(link.ServiceId), Service(link.CalledServiceId!.Value), MapLinkKind.Calls),
        ServiceLinkKind.DependsOn => new MapLink(Service(link.ServiceId), Host(link.HostId!.Value), MapLinkKind.DependsOn),
        _ => new MapLink(Service(link.ServiceId), Host(link.HostId!.Value), MapLinkKind.RunsOn),
    };

    private static string Service(int id) => string.Create(CultureInfo.InvariantCulture, $"s{id}");

    private static string Host(int id) => string.Create(CultureInfo.InvariantCulture, $"h{id}");
}
