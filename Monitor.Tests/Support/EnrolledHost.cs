using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;

namespace Monitor.Tests.Support;

/// <summary>A host with an agent's key, put straight into the tables; the key as the agent sends it.</summary>
internal sealed record EnrolledHost(Host Host, int KeyId, string Key)
{
    public static async Task<EnrolledHost> AddAsync(MonitorDb db, string name, CancellationToken cancellationToken) =>
        (await AddAsync(db, [name], cancellationToken))[0];

    public static async Task<IReadOnlyList<EnrolledHost>> AddAsync(MonitorDb db, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var hosts = names.Select(n => new Host { Name = n, Key = Guid.NewGuid(), GroupId = HostGroup.FleetId }).ToList();
        db.Hosts.AddRange(hosts);
        await db.SaveChangesAsync(cancellationToken);
        var texts = hosts.ConvertAll(_ => Secret.NewText());
        var keys = hosts.Select((h, i) => new AgentKey { HostId = h.Id, SecretHash = Secret.Hash(texts[i]) }).ToList();
        db.AgentKeys.AddRange(keys);
        await db.SaveChangesAsync(cancellationToken);
        return [.. hosts.Select((h, i) => new EnrolledHost(h, keys[i].Id, new Secret(Secret.AgentKeyPrefix, keys[i].Id, texts[i]).Format()))];
    }
}
