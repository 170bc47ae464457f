using Monitor.Web.Hosting;

namespace Monitor.Web.RootCause.Packs;

/// <summary>Whether the evidence of tickets keeps up, as series of the product itself.</summary>
public sealed class PackFigures
{
    private long _frozen;
    private long _failed;
    private long _skipped;
    private int _waiting;

    public PackFigures(SelfMetrics metrics)
    {
        metrics.AddGauge("monitor.evidence_waiting", () => Volatile.Read(ref _waiting));
        metrics.AddRate("monitor.evidence_frozen_per_second", () => Interlocked.Read(ref _frozen));
        metrics.AddRate("monitor.evidence_failed_per_second", () => Interlocked.Read(ref _failed));
        metrics.AddRate("monitor.evidence_skipped_per_second", () => Interlocked.Read(ref _skipped));
    }

    public long Frozen => Interlocked.Read(ref _frozen);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Tickets of a storm whose evidence is made only when somebody asks for it.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    public void WasFrozen() => Interlocked.Increment(ref _frozen);

    public void WasLost() => Interlocked.Increment(ref _failed);

    public void WereSkipped(int count) => Interlocked.Add(ref _skipped, count);

    public void Waiting(int count) => Volatile.Write(ref _waiting, count);
}
