using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>What happened on the generated hosts in the last days, as agents and programs tell of it.</summary>
internal sealed class DemoHappenings(IDbContextFactory<MonitorDb> contexts)
{
    private static readonly (string Host, TimeSpan Age, string Kind, string Text)[] All =
    [
        ("web-1", TimeSpan.FromHours(70.2), "deploy", "Shop 4.17.0 by anna"),
        ("web-2", TimeSpan.FromHours(70.1), "deploy", "Shop 4.17.0 by anna"),
        ("web-3", TimeSpan.FromHours(70), "deploy", "Shop 4.17.0 by anna"),
        ("web-3", TimeSpan.FromHours(5.15), "deploy", "Shop 4.17.1 by boris"),
        ("web-3", TimeSpan.FromMinutes(31), "deploy", "Shop 4.18.0 by anna"),
        ("web-2", TimeSpan.FromHours(7.5), "unit.restarted", "shop.service was restarted"),
        ("web-2", TimeSpan.FromHours(20), "packages.changed", "upgraded libssl3 3.0.15-1 to 3.0.16-1, openssl 3.0.15-1 to 3.0.16-1"),
        ("db-1", TimeSpan.FromHours(27), "config.changed", "postgresql.conf: work_mem 32MB"),
        ("queue-1", TimeSpan.FromMinutes(40), "unit.restarted", "rabbitmq.service was restarted"),
        ("build-1", TimeSpan.FromHours(50), "host.rebooted", "Linux 6.1.0-28-amd64, before that 6.1.0-27-amd64"),
        ("files-1", TimeSpan.FromHours(3), "unit.failed", "backup-files.service failed: exit code 1"),
    ];

    public async Task WriteAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Events.AddRange(All.Select(e => new HostEvent { HostId = members.First(m => m.Profile.Name == e.Host).HostId, At = now - e.Age, Kind = e.Kind, Text = e.Text }));
        await db.SaveChangesAsync(cancellationToken);
    }
}
