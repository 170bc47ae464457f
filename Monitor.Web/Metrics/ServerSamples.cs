using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>The server's own figures, stored as the stream `server` of the machine's host: drawn, judged and forecast like any other series.</summary>
internal sealed class ServerSamples(
    SelfMetrics metrics, LocalAgent agent, SeriesRecorder recorder, SampleWriter writer, IngestCounters counters, LatestValues latest, LogWriter logs, TimeProvider time)
    : IHostedService
{
    private const string Stream = "server";
    private static readonly TimeSpan ActiveWithin = TimeSpan.FromMinutes(2);

    private (long Commits, TimeSpan Time) _lastCommits;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.AddRate("monitor.samples_per_second", () => counters.AcceptedSamples);
        metrics.AddRate("monitor.batches_refused_per_second", () => counters.RefusedBatches.Values.Sum());
        metrics.AddGauge("monitor.write_queue", () => writer.QueueLength);
        metrics.AddGauge("monitor.log_queue", () => logs.Queued);
        metrics.AddGauge("monitor.commit_ms", CommitMilliseconds);
        metrics.AddGauge("monitor.hosts_active", () => latest.Hosts.Count(h => h.Value.LastSeenAt >= time.GetUtcNow() - ActiveWithin));
        metrics.Sink = StoreAsync;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        metrics.Sink = null;
        return Task.CompletedTask;
    }

    private async Task StoreAsync(DateTimeOffset at, IReadOnlyDictionary<string, double> figures, CancellationToken cancellationToken)
    {
        if (agent.HostId is { } hostId)
        {
            await recorder.RecordAsync(hostId, Stream, at, [.. figures.Select(f => KeyValuePair.Create(new SeriesName(f.Key, ""), f.Value))], cancellationToken);
        }
    }

    /// <summary>The mean since the last reading; missing where nothing was committed.</summary>
    private double CommitMilliseconds()
    {
        var (commits, spent) = (counters.Commits, counters.CommitTime);
        var last = _lastCommits;
        _lastCommits = (commits, spent);
        return commits > last.Commits ? (spent - last.Time).TotalMilliseconds / (commits - last.Commits) : double.NaN;
    }
}
