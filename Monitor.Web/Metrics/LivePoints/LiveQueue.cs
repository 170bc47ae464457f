using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>New points of one series, of one commit.</summary>
internal sealed record LivePoints(SeriesEntry Series, IReadOnlyList<CurvePoint> Points);

/// <summary>
/// What waits for one client. It holds so many points at most; one that falls behind loses the oldest and is told how many they were, so that it knows that
/// its curve has a hole and can ask for it.
/// </summary>
internal sealed class LiveQueue(int capacity)
{
    public const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LivePoints> _waiting = new();
    private readonly SemaphoreSlim _some = new(0, 1);
    private int _points;
    private long _skipped;

    public void Add(LivePoints points)
    {
        lock (_lock)
        {
            _waiting.Enqueue(points);
            _points += points.Points.Count;
            while (_points > capacity && _waiting.TryDequeue(out var oldest))
            {
                _points -= oldest.Points.Count;
                _skipped += oldest.Points.Count;
            }
        }

        Wake();
    }

    /// <summary>Points that were lost before they came here.</summary>
    public void Skip(long points)
    {
        lock (_lock)
        {
            _skipped += points;
        }

        Wake();
    }

    /// <summary>Waits for something; what was lost before it comes with it.</summary>
    public async Task<(long Skipped, IReadOnlyList<LivePoints> Points)> TakeAsync(CancellationToken cancellationToken)
    {
        await _some.WaitAsync(cancellationToken);
        lock (_lock)
        {
            var taken = (_skipped, _waiting.ToArray());
            _waiting.Clear();
            (_points, _skipped) = (0, 0);
            return taken;
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            if (_some.CurrentCount == 0)
            {
                _some.Release();
            }
        }
    }
}
