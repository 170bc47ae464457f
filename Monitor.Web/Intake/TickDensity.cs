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

    public bool Take(int streamId, DateTimeOffset at)
    {
        if (_ticks.Count > MostHours)
        {
            // Weeks of a large fleet: those that count begin again, which lets through at most twice as many.
            _ticks.Clear();
        }

        return _ticks.AddOrUpdate((streamId, at.ToUnixTimeMilliseconds() / Hour), 1, static (_, count) => count + 1) <= MostAnHour;
    }
}
