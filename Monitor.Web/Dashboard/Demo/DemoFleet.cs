using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>Makes the generated hosts, their groups and inventories in an empty database, and finds them again in a filled one.</summary>
internal sealed class DemoFleet(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, TimeProvider time)
{
    public sealed record DemoMember(DemoHost Profile, int HostId, int StreamId, int Width);

    /// <summary>The hosts, and whether they were made just now.</summary>
    public async Task<(IReadOnlyList<DemoMember> Members, bool IsNew)> EnsureAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isNew = !await db.Hosts.AnyAsync(h => h.Name == DemoHost.Fleet[0].Name, cancellationToken);
        if (isNew)
        {
            await MakeAsync(db, cancellationToken);
        }

        var ids = await db.Hosts.Where(h => h.RetiredAt == null).ToDictionaryAsync(h => h.Name, h => h.Id, cancellationToken);
        var members = new List<DemoMember>();
        foreach (var profile in DemoHost.Fleet.Where(p => ids.ContainsKey(p.Name)))
        {
            var (stream, ordinals) = await catalog.RegisterAsync(ids[profile.Name], "agent", DemoSignal.Names, cancellationToken);
            members.Add(new DemoMember(profile, ids[profile.Name], stream.Id, ordinals.Length));
        }

        return (members, isNew);
    }

    private async Task MakeAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var groups = DemoHost.Fleet.Select(p => p.Group).Distinct()
            .ToDictionary(name => name, name => new HostGroup { Name = name, ParentId = HostGroup.FleetId });
        db.HostGroups.AddRange(groups.Values);
        await db.SaveChangesAsync(cancellationToken);
        var hosts = DemoHost.Fleet.Select(p => new Host
        {
            Key = Guid.NewGuid(),
            Name = p.Name,
            GroupId = groups[p.Group].Id,
            CreatedAt = now - DemoHistory.Length,
            LastSeenAt = p.Fault == DemoFault.Silent ? now - DemoHistory.SilentFor : now,
        }).ToList();
        db.Hosts.AddRange(hosts);
        await db.SaveChangesAsync(cancellationToken);
        db.HostInventories.AddRange(hosts.Zip(DemoHost.Fleet, (host, profile) => new HostInventory
        {
            HostId = host.Id,
            OperatingSystem = "Debian GNU/Linux 12 (bookworm)",
            Kernel = "6.1.0-28-amd64",
            CpuModel = "AMD EPYC 7443P",
            CpuCount = profile.Vcpus,
            MemoryBytes = profile.MemoryBytes,
            Addresses = DemoTopology.Address(host.Id),
            AgentVersion = "0.1.0",
            UpdatedAt = now,
        }));
        await DemoTopology.AddAsync(db, hosts, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }
}
