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

    /// <summary>The values with rates per second in the places of counters; the same array where the stream has none.</summary>
    internal double[] Of(int streamId, DateTimeOffset time, double[] values) =>
        catalog.FindStream(streamId) is { Counters: { IsEmpty: false } counters }
            ? _streams.GetOrAdd(streamId, static _ => new StreamRates()).Next(counters, time.ToUnixTimeMilliseconds(), values)
            : values;

    private sealed class StreamRates
    {
        private readonly Lock _lock = new();
        private CounterRates[] _rates = [];
        private long _time = long.MinValue;

        public double[] Next(ImmutableArray<int> counters, long time, double[] values)
        {
            double[] told = [.. values];
            lock (_lock)
            {
                if (_rates.Length < counters.Length)
                {
                    _rates = [.. _rates, .. counters.Skip(_rates.Length).Select(_ => new CounterRates())];
                }

                for (var i = 0; i < counters.Length && counters[i] < values.Length; i++)
                {
                    told[counters[i]] = time > _time ? _rates[i].Next(time, values[counters[i]]) : double.NaN;
                }

                _time = Math.Max(_time, time);
            }

            return told;
        }
    }
}
