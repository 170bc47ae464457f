using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Problems.Judging;
using Monitor.Web.Live;

namespace Monitor.Web.Detection;

/// <summary>
/// Who is watched how, for all who look for anomalies: read again when somebody changed it, here or on another server, and every minute. Safe for several threads.
/// </summary>
public sealed class DetectionSettings(IDbContextFactory<MonitorDb> contexts, LiveFeed live, IOptions<DetectionOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(1);

    /// <summary>As far back as a stream is replayed after a restart, and a late tick is judged.</summary>
    private static readonly TimeSpan LookingBack = StreamReplay.Longest + BreachTracker.StaleAfter;

    private readonly LiveFeed.Subscription _changes = live.Subscribe(LiveFeed.Detection, LiveFeed.Suppression);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private long? _readAt;

    /// <summary>As they were when they were read last.</summary>
    public DetectionFacts Current { get; private set; } = DetectionFacts.Default(options.Value.Detector);

    /// <summary>The settings, read again where that is due.</summary>
    public ValueTask<DetectionFacts> FreshAsync(CancellationToken cancellationToken) =>
        _readAt is { } at && time.GetElapsedTime(at) < RefreshAfter && !_changes.TakeChange() ? ValueTask.FromResult(Current) : new(ReadAsync(cancellationToken));

    public void Dispose()
    {
        _changes.Dispose();
        _reading.Dispose();
    }

    private async Task<DetectionFacts> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            _readAt = null;
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            Current = await DetectionFacts.ReadAsync(db, options.Value.Detector, Current, time.GetUtcNow(), LookingBack, cancellationToken);
            _readAt = time.GetTimestamp();
            return Current;
        }
        finally
        {
            _reading.Release();
        }
    }
}
