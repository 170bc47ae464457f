using System.Collections.Concurrent;
using System.Diagnostics;

namespace Monitor.Web.Hosting;

/// <summary>
/// The product's own figures, `monitor.*`. Whoever has one adds it (a gauge is asked each time; a rate is the growth of a counter per second); every
/// 10 s they are handed to the sink that the root connects.
/// </summary>
public sealed class SelfMetrics(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Func<double>> _gauges = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Rate> _rates = new(StringComparer.Ordinal);

    private sealed record Rate(Func<double> Total)
    {
        public double? Last { get; set; }
    }

    /// <summary>Receives each round; null: nobody keeps them.</summary>
    public Func<DateTimeOffset, IReadOnlyDictionary<string, double>, CancellationToken, Task>? Sink { get; set; }

    /// <summary>What the last round read.</summary>
    public IReadOnlyDictionary<string, double> Latest { get; private set; } = new Dictionary<string, double>();

    public void AddGauge(string metric, Func<double> read) => _gauges[metric] = read;

    public void AddRate(string metric, Func<double> total) => _rates[metric] = new Rate(total);

    public void AddProcess()
    {
        AddGauge("monitor.memory_bytes", () => Environment.WorkingSet);
        AddGauge("monitor.managed_bytes", () => GC.GetTotalMemory(forceFullCollection: false));
        AddGauge("monitor.threads", () => ThreadPool.ThreadCount);
        AddGauge("monitor.thread_queue", () => ThreadPool.PendingWorkItemCount);
        AddRate("monitor.cpu_percent", () => Environment.CpuUsage.TotalTime.TotalSeconds * 100);
        AddRate("monitor.gc_per_second", () => GC.CollectionCount(0));
        AddRate("monitor.gc_pause_percent", () => GC.GetTotalPauseDuration().TotalSeconds * 100);
    }

    /// <summary>One reading; a rate needs two before it has a value. A figure that cannot be read is missing, never 0.</summary>
    public (DateTimeOffset Time, IReadOnlyDictionary<string, double> Values) Read(TimeSpan sinceLast)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (metric, read) in _gauges)
        {
            values[metric] = read();
        }

        foreach (var (metric, rate) in _rates)
        {
            var total = rate.Total();
            if (rate.Last is { } last && sinceLast > TimeSpan.Zero && total >= last)
            {
                values[metric] = (total - last) / sinceLast.TotalSeconds;
            }

            rate.Last = total;
        }

        Latest = values;
        return (time.GetUtcNow(), values);
    }
}
