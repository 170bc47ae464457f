using System.Collections.Concurrent;
using System.Collections.Immutable;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Web.Store;

/// <summary>
/// Makes rates of the counters of what was just committed, once for all who are told of it, as reading makes them of what is stored. A tick that is older than
/// the last of its stream has none, and does not count for the next.
/// </summary>
public sealed class CommittedRates(SeriesCatalog catalog)
{
    private readonly ConcurrentDictionary<int, StreamRates> _streams = new();

    /// <summary>Puts rates per second into the places of counters, and gives the array back.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="time">Of the tick.</param>
    /// <param name="values">By ordinal, as they are stored; nobody else's.</param>
    internal double[] Of(int streamId, DateTimeOffset time, double[] values)
    {
        if (catalog.FindStream(streamId) is { Counters: { IsEmpty: false } counters })
        {
            _streams.GetOrAdd(streamId, static _ => new StreamRates()).Next(counters, time.ToUnixTimeMilliseconds(), values);
        }

        return values;
    }

    private sealed class StreamRates
    {
        private readonly Lock _lock = new();
        private CounterRates[] _rates = [];
        private long _time = long.MinValue;

        public void Next(ImmutableArray<int> counters, long time, double[] values)
        {
            lock (_lock)
            {
                if (_rates.Length < counters.Length)
                {
                    _rates = [.. _rates, .. counters.Skip(_rates.Length).Select(_ => new CounterRates())];
                }

                for (var i = 0; i < counters.Length && counters[i] < values.Length; i++)
                {
                    values[counters[i]] = time > _time ? _rates[i].Next(time, values[counters[i]]) : double.NaN;
                }

                _time = Math.Max(_time, time);
            }
        }
    }
}
