using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Problems.Judging;
using Monitor.Web.Live;

namespace Monitor.Web.Detection;

/// <summary>
/// Who is watched how, for all who look for anomalies: read again when somebody changed it, here or on another server, and every minute. Safe for several threads.
/// </summary>
public sealed class DetectionFactsReader(IDbContextFactory<MonitorDb> contexts, LiveFeed live, IOptions<DetectionOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(1);

    /// <summary>As far back as a stream is replayed after a restart, and a late tick is judged.</summary>
    private static readonly TimeSpan LookingBack = StreamReplay.Longest + BreachTracker.StaleAfter;

    private readonly LiveFeed.Subscription _changes = live.Subscribe(LiveFeed.Detection, LiveFeed.Suppression);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile ReadFacts _read = new(DetectionFacts.Default(options.Value.Detector), null);

    private sealed record ReadFacts(DetectionFacts Facts, long? At);

    /// <summary>The settings, read again where that is due.</summary>
    public ValueTask<DetectionFacts> FreshAsync(CancellationToken cancellationToken)
    {
        var isFresh = IsFresh(_read);
        return isFresh && !_changes.TakeChange() ? ValueTask.FromResult(_read.Facts) : new(ReadAsync(isFresh, cancellationToken));
    }

    public void Dispose()
    {
        _changes.Dispose();
        _reading.Dispose();
    }

    private bool IsFresh(ReadFacts read) => read.At is { } at && time.GetElapsedTime(at) < RefreshAfter;

    /// <param name="isChanged">Then what somebody else has read meanwhile does not do.</param>
    private async Task<DetectionFacts> ReadAsync(bool isChanged, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (!isChanged && IsFresh(_read))
            {
                return _read.Facts;
            }

            // Where the reading fails, it is due again.
            _read = _read with { At = null };
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var facts = await DetectionFacts.ReadAsync(db, options.Value.Detector, _read.Facts, time.GetUtcNow(), LookingBack, cancellationToken);
            _read = new ReadFacts(facts, time.GetTimestamp());
            return facts;
        }
        finally
        {
            _reading.Release();
        }
    }
}
