using System.Collections.Immutable;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Web.Store;

/// <summary>
/// Makes rates of the counters of what was just committed, once for all who are told of it, as reading makes them of what is stored. A tick that is older than
/// the last of its stream has none, and does not count for the next.
/// </summary>
public sealed class CommittedRates(SeriesCatalog catalog)
{
    private readonly NumberedPages<StreamRates> _streams = new();

    /// <summary>Puts rates per second into the places of counters, and gives the array back.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="time">Of the tick.</param>
    /// <param name="values">By ordinal, as they are stored; nobody else's.</param>
    internal double[] Of(int streamId, DateTimeOffset time, double[] values)
    {
        var rates = _streams.GetOrAdd(streamId, static _ => new StreamRates(), 0);
        lock (rates)
        {
            // What is added to a stream later makes its vectors longer.
            if (values.Length > rates.KnownLength && catalog.FindStream(streamId) is { } stream)
            {
                rates.Know(stream);
            }

            rates.Next(time.ToUnixTimeMilliseconds(), values);
        }

        return values;
    }

    /// <summary>Not for two threads at once.</summary>
    private sealed class StreamRates
    {
        private ImmutableArray<int> _counters = [];
        private CounterRates[] _rates = [];
        private long _time = long.MinValue;

        /// <summary>Of how long vectors it is known which places are counters.</summary>
        public int KnownLength { get; private set; }

        public void Know(StreamEntry stream)
        {
            (_counters, KnownLength) = (stream.Counters, stream.Width);
            if (_rates.Length < _counters.Length)
            {
                _rates = [.. _rates, .. _counters.Skip(_rates.Length).Select(_ => new CounterRates())];
            }
        }

        public void Next(long time, double[] values)
        {
            if (_counters.IsEmpty)
            {
                return;
            }

            for (var i = 0; i < _counters.Length && _counters[i] < values.Length; i++)
            {
                values[_counters[i]] = time > _time ? _rates[i].Next(time, values[_counters[i]]) : double.NaN;
            }

            _time = Math.Max(_time, time);
        }
    }
}
