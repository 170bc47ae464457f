namespace Monitor.Domain.Problems.Judging;

/// <summary>The samples of one series in the order of time: ticks (UTC) and values, as many of each.</summary>
public sealed record SeriesSamples(int StreamId, int Ordinal, IReadOnlyList<long> Times, IReadOnlyList<double> Values);

/// <summary>
/// Puts series together again as the ticks they came in: vectors of one stream at a time, in the order of time; NaN where a series has no sample. The vector
/// is used again for the next tick.
/// </summary>
public static class TickMerge
{
    public static IEnumerable<(int StreamId, long Time, double[] Values)> Merge(IReadOnlyList<SeriesSamples> series)
    {
        var streams = series.GroupBy(s => s.StreamId).Select(s => new StreamCursor(s.Key, [.. s])).ToList();
        while (true)
        {
            StreamCursor? next = null;
            foreach (var stream in streams)
            {
                next = stream.Time < (next?.Time ?? long.MaxValue) ? stream : next;
            }

            if (next is null)
            {
                yield break;
            }

            var time = next.Time;
            yield return (next.StreamId, time, next.Take());
        }
    }

    private sealed class StreamCursor
    {
        private readonly SeriesSamples[] _series;
        private readonly int[] _places;
        private readonly double[] _values;

        public StreamCursor(int streamId, SeriesSamples[] series)
        {
            (StreamId, _series, _places) = (streamId, series, new int[series.Length]);
            _values = new double[series.Max(s => s.Ordinal) + 1];
            Time = Earliest();
        }

        public int StreamId { get; }

        public long Time { get; private set; }

        public double[] Take()
        {
            Array.Fill(_values, double.NaN);
            for (var i = 0; i < _series.Length; i++)
            {
                var (one, place) = (_series[i], _places[i]);
                if (place < one.Times.Count && one.Times[place] == Time)
                {
                    _values[one.Ordinal] = one.Values[place];
                    _places[i]++;
                }
            }

            Time = Earliest();
            return _values;
        }

        private long Earliest()
        {
            var earliest = long.MaxValue;
            for (var i = 0; i < _series.Length; i++)
            {
                var (times, place) = (_series[i].Times, _places[i]);
                earliest = place < times.Count && times[place] < earliest ? times[place] : earliest;
            }

            return earliest;
        }
    }
}
