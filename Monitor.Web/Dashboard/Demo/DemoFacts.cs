using Monitor.Domain.RootCause.Facts;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>What an analysis would have looked at when something began on a generated host, from the same functions that made its curves.</summary>
internal static class DemoFacts
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Since = TimeSpan.FromMinutes(15);

    /// <summary>Of what creeps up only a moment is as it was.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private const int ReferenceRows = 360;
    private const int Looks = 6;

    /// <param name="now">The moment that faults are measured back from.</param>
    /// <param name="calm">How long before the beginning all was well still: what creeps up is seen only beside that.</param>
    /// <param name="isListed">Whether the busiest programs are known.</param>
    public static CauseFacts Of(
        DemoFleet.DemoMember member, string metric, DateTimeOffset began, DateTimeOffset now, TimeSpan calm, bool isListed, IReadOnlyList<EventFacts> events)
    {
        var from = new DateTimeOffset(((began - Lead).UtcTicks / Step.Ticks) * Step.Ticks, TimeSpan.Zero);
        var apart = calm > TimeSpan.Zero ? Moment : Step;
        var before = Rows(member.Profile, from - calm - (ReferenceRows * apart), from - calm, apart, now);
        var during = Rows(member.Profile, from, began + Since < now ? began + Since : now, Step, now);
        return new CauseFacts
        {
            Metric = metric, BeganAt = began, WindowFrom = from, Step = Step,
            Own = new HostFacts
            {
                Id = member.HostId, Name = member.Profile.Name, Events = events,
                Series = [.. DemoSignal.Names.Select((n, i) => new SeriesFacts(n.Metric, n.Labels, Column(before, i), Column(during, i))).Where(s => s.Metric is not ("system.uptime_seconds" or "disk.utilisation_percent"))],
                Processes = isListed ? Programs(member.Profile, began - calm, began, now) : [],
            },
        };
    }

    private static double[] Column(List<double[]> rows, int place) => [.. rows.Select(r => r[place])];

    private static List<double[]> Rows(DemoHost host, DateTimeOffset from, DateTimeOffset to, TimeSpan step, DateTimeOffset now)
    {
        var rows = new List<double[]>();
        for (var at = from; at < to; at += step)
        {
            rows.Add(DemoSignal.At(host, at, now));
        }

        return rows;
    }

    private static IReadOnlyList<ProcessFacts> Programs(DemoHost host, DateTimeOffset calm, DateTimeOffset began, DateTimeOffset now)
    {
        var before = Means(host, Enumerable.Range(1, Looks).Select(i => calm - (i * TimeSpan.FromMinutes(15))), now);
        var during = Means(host, Enumerable.Range(1, Looks).Select(i => began + (i * Step)), now);
        return [.. before.Keys.Union(during.Keys).Select(name => (Name: name, Before: before.GetValueOrDefault(name), During: during.GetValueOrDefault(name)))
            .Select(p => new ProcessFacts(p.Name, p.Before.Cpu, p.During.Cpu, p.Before.Memory, p.During.Memory))];
    }

    private static Dictionary<string, (double Cpu, double Memory)> Means(DemoHost host, IEnumerable<DateTimeOffset> times, DateTimeOffset now) =>
        times.SelectMany(at => DemoProcesses.At(host, at, now)).GroupBy(p => p.Name)
            .ToDictionary(g => g.Key, g => (g.Sum(p => p.CpuPercent) / Looks, (double)g.Sum(p => p.MemoryBytes) / Looks));
}
