using Monitor.Domain.Metrics;

namespace Monitor.Web.Dashboard;

/// <summary>Mean and sum over the active hosts of a fleet, and how many hosts have which status. Means of nothing are NaN.</summary>
public sealed record FleetSummary(int Hosts, int Active, FleetValues Values, IReadOnlyDictionary<HostStatus, int> ByStatus)
{
    public static FleetSummary Of(IReadOnlyCollection<FleetRow> rows)
    {
        var active = rows.Where(r => r.IsActive).Select(r => r.Now).ToList();
        var values = new FleetValues(
            Mean(active, v => v.CpuPercent), Mean(active, v => v.MemoryPercent), Mean(active, v => v.DiskPercent),
            Sum(active, v => v.DiskReadPerSecond), Sum(active, v => v.DiskWritePerSecond),
            Sum(active, v => v.ReceivedPerSecond), Sum(active, v => v.SentPerSecond));
        return new FleetSummary(rows.Count, active.Count, values, rows.GroupBy(r => r.Status).ToDictionary(g => g.Key, g => g.Count()));
    }

    public int Count(HostStatus status) => ByStatus.GetValueOrDefault(status);

    private static double Mean(List<FleetValues> values, Func<FleetValues, double> of)
    {
        var known = values.Select(of).Where(v => !double.IsNaN(v)).ToList();
        return known.Count == 0 ? double.NaN : known.Average();
    }

    private static double Sum(List<FleetValues> values, Func<FleetValues, double> of)
    {
        var known = values.Select(of).Where(v => !double.IsNaN(v)).ToList();
        return known.Count == 0 ? double.NaN : known.Sum();
    }
}
