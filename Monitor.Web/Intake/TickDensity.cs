using System.Collections.Concurrent;

namespace Monitor.Web.Intake;

/// <summary>
/// How many ticks of one hour a stream may send: twenty a second, which no collector needs. Sealing holds an hour of a stream in memory, and this is what bounds it.
/// Counted since the start; a tick that is sent again counts again.
/// </summary>
internal sealed class TickDensity
{
    public const int MostAnHour = 72_000;

    private const int MostHours = 500_000;
    private const long Hour = 3_600_000;
    private readonly ConcurrentDictionary<(int StreamId, long Hour), int> _ticks = new();

    /// <summary>Counted here: to ask the dictionary would take every one of its locks, for every tick.</summary>
    private int _hours;

    public bool Take(int streamId, DateTimeOffset at) =>
        _ticks.AddOrUpdate((streamId, at.ToUnixTimeMilliseconds() / Hour), static (_, density) => density.First(), static (_, count, _) => count + 1, this) <= MostAnHour;

    private int First()
    {
        if (Interlocked.Increment(ref _hours) > MostHours)
        {
            // Weeks of a large fleet: those that count begin again, which lets through at most twice as many.
            _ticks.Clear();
            Interlocked.Exchange(ref _hours, 1);
        }

        return 1;
    }
}
