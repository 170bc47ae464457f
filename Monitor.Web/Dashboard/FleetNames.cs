using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Problems.Suppression;

namespace Monitor.Web.Dashboard;

/// <summary>What the fleet page needs from the database: hosts, groups, maintenance and the worst open problem of each host. A few queries for the whole fleet.</summary>
internal sealed record FleetNames(
    IReadOnlyList<FleetNames.NamedHost> Hosts, IReadOnlyDictionary<int, string> Groups, IReadOnlyDictionary<int, FleetNames.OpenProblems> Worst,
    SuppressionSet Maintenance)
{
    public static FleetNames None { get; } = new([], new Dictionary<int, string>(), new Dictionary<int, OpenProblems>(), SuppressionSet.Empty);

    public sealed record NamedHost(int Id, string Name, int GroupId, DateTimeOffset? LastSeenAt);

    public sealed record OpenProblems(Severity Worst, string Summary, int Count);

    public static async Task<FleetNames> ReadAsync(MonitorDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hosts = await db.Hosts.AsNoTracking().Where(h => h.RetiredAt == null).OrderBy(h => h.Name)
            .Select(h => new NamedHost(h.Id, h.Name, h.GroupId, h.LastSeenAt)).ToListAsync(cancellationToken);
        var groups = await db.HostGroups.AsNoTracking().ToDictionaryAsync(g => g.Id, g => g.Name, cancellationToken);
        var open = await db.Problems.AsNoTracking().Where(p => p.EndedAt == null && (p.Phase == ProblemPhase.Firing || p.Phase == ProblemPhase.Clearing))
            .Select(p => new { p.HostId, p.Severity, p.Summary, p.FiringAt }).ToListAsync(cancellationToken);
        var worst = open.GroupBy(p => p.HostId).ToDictionary(
            g => g.Key,
            g =>
            {
                var first = g.OrderByDescending(p => p.Severity).ThenByDescending(p => p.FiringAt).First();
                return new OpenProblems(first.Severity, first.Summary, g.Count());
            });
        return new FleetNames(hosts, groups, worst, await SuppressionReading.MaintenanceAsync(db, now, cancellationToken));
    }
}
