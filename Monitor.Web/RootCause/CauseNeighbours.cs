using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Facts;

namespace Monitor.Web.RootCause;

/// <summary>A host that the own one leans on.</summary>
internal sealed record Neighbour(int HostId, HostPlace Place, int Distance);

/// <summary>Whom a host leans on: its parents, what its services depend on, and the hosts of the services that these call. Both are small tables.</summary>
internal static class CauseNeighbours
{
    private const int Most = 12;
    private const int Furthest = 3;
    private const int MostLinks = 20_000;

    public static async Task<(IReadOnlyList<Neighbour> Hosts, IReadOnlyList<(int Leaning, int On)> Leans)> ReadAsync(MonitorDb db, int hostId, CancellationToken cancellationToken)
    {
        var parents = (await db.HostLinks.AsNoTracking().OrderBy(l => l.ChildId).Take(MostLinks).ToListAsync(cancellationToken)).ToLookup(l => l.ChildId, l => l.ParentId);
        var links = await db.ServiceLinks.AsNoTracking().OrderBy(l => l.Id).Take(MostLinks).ToListAsync(cancellationToken);
        return Walk(hostId, parents, links);
    }

    /// <summary>The nearest first; with each, how the own host has to do with it.</summary>
    internal static (IReadOnlyList<Neighbour> Hosts, IReadOnlyList<(int Leaning, int On)> Leans) Walk(int hostId, ILookup<int, int> parents, IReadOnlyList<ServiceLink> links)
    {
        var servicesOf = links.Where(l => l.Kind == ServiceLinkKind.RunsOn).ToLookup(l => l.HostId ?? 0, l => l.ServiceId);
        var hostsOf = links.Where(l => l.Kind == ServiceLinkKind.RunsOn).ToLookup(l => l.ServiceId, l => l.HostId ?? 0);
        var called = links.Where(l => l.Kind == ServiceLinkKind.Calls).ToLookup(l => l.ServiceId, l => l.CalledServiceId ?? 0);
        var needed = links.Where(l => l.Kind == ServiceLinkKind.DependsOn).ToLookup(l => l.ServiceId, l => l.HostId ?? 0);
        var found = new Dictionary<int, Neighbour> { [hostId] = new(hostId, HostPlace.Own, 0) };
        var leans = new HashSet<(int, int)>();
        var queue = new Queue<Neighbour>(found.Values);
        while (queue.TryDequeue(out var host))
        {
            // What a called host is reached through, the own one leans on, but is not reached through itself.
            var next = parents[host.HostId].Select(p => (Id: p, Place: host.Place == HostPlace.Called ? HostPlace.Called : HostPlace.Parent))
                .Concat(servicesOf[host.HostId].SelectMany(s => needed[s].Concat(called[s].SelectMany(c => hostsOf[c]))).Distinct().Select(h => (Id: h, Place: HostPlace.Called)));
            foreach (var (id, place) in next.Where(n => n.Id != host.HostId))
            {
                if (!found.ContainsKey(id) && (host.Distance == Furthest || found.Count > Most))
                {
                    continue;
                }

                leans.Add((host.HostId, id));
                if (found.TryAdd(id, new Neighbour(id, place, host.Distance + 1)))
                {
                    queue.Enqueue(found[id]);
                }
            }
        }

        return ([.. found.Values.Where(n => n.Place != HostPlace.Own)], [.. leans]);
    }
}
