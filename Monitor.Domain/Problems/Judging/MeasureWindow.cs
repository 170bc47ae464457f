using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Problems.Judging;

/// <summary>
/// A measure over the last window of a series, in the samples' own time, in a fixed number of buckets: adding a sample allocates nothing and costs the same
/// for a window of a minute and of a day. The buckets lie at whole multiples of their width, so that whoever begins a window before it has the same buckets.
/// The window is exact to one bucket, which is one sixtieth of it.
/// </summary>
public sealed class MeasureWindow
{
    public const int Buckets = 60;

    private readonly Measure _measure;
    private readonly long _length;
    private readonly long _width;
    private readonly double[] _values = new double[Buckets];
    private readonly int[] _counts = new int[Buckets];
    private long _bucket = long.MinValue;
    private long _bucketEnd = long.MinValue;
    private long _began;

    // The bucket that is being filled stays here, so that a sample touches no array.
    private double _open;
    private int _openCount;
    private double _closed;
    private int _closedCount;

    /// <param name="measure">Mean, minimum, maximum or change; a comparison with last week takes the mean.</param>
    /// <param name="window">Its length.</param>
    public MeasureWindow(Measure measure, TimeSpan window)
    {
        _measure = measure;
        _length = Math.Max(window.Ticks, Buckets);
        _width = _length / Buckets;
    }

    /// <summary>Takes a finite value; times come forward. The measure, or NaN until a whole window has been seen.</summary>
    public double Add(long now, double value)
    {
        if (now >= _bucketEnd)
        {
            Advance(now / _width, now);
        }

        _open = Join(_measure, _open, _openCount++, value);
        return now - _began < _length - _width ? double.NaN : Whole(value);
    }

    private static double Join(Measure measure, double known, int count, double value) => count == 0 ? value : measure switch
    {
        Measure.Minimum => Math.Min(known, value),
        Measure.Maximum => Math.Max(known, value),
        Measure.Change => known,
        _ => known + value,
    };

    private double Whole(double value) => _measure switch
    {
        Measure.Minimum => _closedCount == 0 ? _open : Math.Min(_closed, _open),
        Measure.Maximum => _closedCount == 0 ? _open : Math.Max(_closed, _open),
        Measure.Change => value - (_closedCount == 0 ? _open : _closed),
        _ => (_closedCount == 0 ? _open : _closed + _open) / (_closedCount + _openCount),
    };

    private void Advance(long bucket, long now)
    {
        if (_openCount > 0)
        {
            var filled = (int)(_bucket % Buckets);
            (_values[filled], _counts[filled]) = (_open, _openCount);
        }

        (_open, _openCount) = (0, 0);
        var place = (int)(bucket % Buckets);
        var steps = _bucket == long.MinValue ? Buckets : (int)Math.Min(bucket - _bucket, Buckets);
        for (var i = 0; i < steps; i++)
        {
            _counts[place >= i ? place - i : place - i + Buckets] = 0;
        }

        (_bucket, _bucketEnd) = (bucket, (bucket + 1) * _width);
        (_closed, _closedCount) = (0, 0);

        // From the oldest on, so that the first of a change is the oldest, and a mean sums in the same order wherever the window began.
        Gather(place + 1, Buckets);
        Gather(0, place);
        _began = _closedCount == 0 ? now : _began;
    }

    /// <summary>Joins some of the closed buckets. Most of what judging costs is spent here, for one window after another.</summary>
    private void Gather(int from, int to)
    {
        var (closed, count, measure) = (_closed, _closedCount, _measure);
        var values = _values.AsSpan(from, to - from);
        var counts = _counts.AsSpan(from, to - from);
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                closed = Join(measure, closed, count, values[i]);
                count += counts[i];
            }
        }

        (_closed, _closedCount) = (closed, count);
    }
}
