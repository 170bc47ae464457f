using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Monitor.Web.Store;

/// <summary>
/// A batch that waits to be stored, and its caller who waits for the outcome; used again for the next batch, so that a post costs no new task. Each is awaited
/// exactly once.
/// </summary>
internal sealed class SampleWaiter : IValueTaskSource<BatchOutcome>
{
    private const int MostKept = 2048;
    private static readonly ConcurrentQueue<SampleWaiter> Free = new();
    private ManualResetValueTaskSourceCore<BatchOutcome> _core;

    private SampleWaiter()
    {
    }

    public SampleBatch Batch { get; private set; } = null!;

    public ValueTask<BatchOutcome> Outcome => new(this, _core.Version);

    public static SampleWaiter Of(SampleBatch batch)
    {
        var waiter = Free.TryDequeue(out var known) ? known : new SampleWaiter();
        waiter.Batch = batch;
        return waiter;
    }

    /// <summary>The caller goes on in this very call: see <see cref="SampleAnswers"/>. Once only, and nothing of the waiter is touched afterwards: its caller may have given it to the next batch.</summary>
    public void Set(BatchOutcome outcome) => _core.SetResult(outcome);

    /// <summary>For a waiter that never got into the queue.</summary>
    public void Drop()
    {
        Batch = null!;
        _core.Reset();
        if (Free.Count < MostKept)
        {
            Free.Enqueue(this);
        }
    }

    BatchOutcome IValueTaskSource<BatchOutcome>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Drop();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<BatchOutcome>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<BatchOutcome>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
