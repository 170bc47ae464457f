using Monitor.Domain.Wire;
using System.Collections.Concurrent;

namespace Monitor.Web.Store;

/// <summary>What came in and what was refused since the start, for the product's own <c>monitor.*</c> series. Only grows.</summary>
public sealed class IngestCounters
{
    private readonly ConcurrentDictionary<string, long> _refusedSamples = new();
    private readonly ConcurrentDictionary<string, long> _refusedBatches = new();
    private long _accepted;
    private long _duplicate;
    private long _batches;
    private long _commits;
    private long _commitTicks;

    public long AcceptedSamples => Interlocked.Read(ref _accepted);

    public long DuplicateSamples => Interlocked.Read(ref _duplicate);

    public long StoredBatches => Interlocked.Read(ref _batches);

    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Time spent in commits of groups, all together.</summary>
    public TimeSpan CommitTime => new(Interlocked.Read(ref _commitTicks));

    /// <summary>Refused samples by reason.</summary>
    public IReadOnlyDictionary<string, long> RefusedSamples => _refusedSamples;

    /// <summary>Batches refused whole, by reason (the slug of the problem that was answered).</summary>
    public IReadOnlyDictionary<string, long> RefusedBatches => _refusedBatches;

    public void Stored(BatchOutcome outcome)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _accepted, outcome.Accepted);
        Interlocked.Add(ref _duplicate, outcome.Duplicate);
    }

    public void Committed(TimeSpan took)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _commitTicks, took.Ticks);
    }

    public void RefuseSamples(string reason, long count) => _refusedSamples.AddOrUpdate(reason, count, (_, sum) => sum + count);

    public void RefuseSamples(IReadOnlyList<Rejection> rejections)
    {
        foreach (var rejection in rejections)
        {
            RefuseSamples(rejection.Reason, rejection.Count);
        }
    }

    public void RefuseBatch(string reason) => _refusedBatches.AddOrUpdate(reason, 1, (_, sum) => sum + 1);
}
