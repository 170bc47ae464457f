using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Metrics;

/// <summary>Keeps what agents say their hosts are made of: one row a host, the last one counts.</summary>
public sealed class InventoryDesk(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    public async Task KeepAsync(HostInventory inventory, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await KeepAsync(db, inventory, cancellationToken);
    }

    internal async Task KeepAsync(MonitorDb db, HostInventory inventory, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO host_inventories (host_id, operating_system, kernel, cpu_model, cpu_count, memory_bytes, addresses, agent_version,
                clock_skew_milliseconds, updated_at)
            VALUES ({inventory.HostId}, {inventory.OperatingSystem}, {inventory.Kernel}, {inventory.CpuModel}, {inventory.CpuCount},
                {inventory.MemoryBytes}, {inventory.Addresses}, {inventory.AgentVersion}, {inventory.ClockSkewMilliseconds}, {time.GetUtcNow()})
            ON CONFLICT (host_id) DO UPDATE SET operating_system = excluded.operating_system, kernel = excluded.kernel,
                cpu_model = excluded.cpu_model, cpu_count = excluded.cpu_count, memory_bytes = excluded.memory_bytes,
                addresses = excluded.addresses, agent_version = excluded.agent_version,
                clock_skew_milliseconds = excluded.clock_skew_milliseconds, updated_at = excluded.updated_at
            """, cancellationToken);
}
