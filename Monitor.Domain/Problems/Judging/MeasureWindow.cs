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

        _open = Join(_open, _openCount++, value);
        return now - _began < _length - _width ? double.NaN : Whole(value);
    }

    private double Join(double known, int count, double value) => count == 0 ? value : _measure switch
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
            (_values[(int)(_bucket % Buckets)], _counts[(int)(_bucket % Buckets)]) = (_open, _openCount);
        }

        (_open, _openCount) = (0, 0);
        var steps = _bucket == long.MinValue ? Buckets : Math.Min(bucket - _bucket, Buckets);
        for (var i = 0; i < steps; i++)
        {
            _counts[(int)((bucket - i) % Buckets)] = 0;
        }

        (_bucket, _bucketEnd) = (bucket, (bucket + 1) * _width);
        (_closed, _closedCount) = (0, 0);
        for (var i = Buckets - 1; i >= 1; i--)
        {
            // From the oldest on, so that the first of a change is the oldest, and a mean sums in the same order wherever the window began.
            var place = (int)((bucket - i + Buckets) % Buckets);
            if (_counts[place] > 0)
            {
                _closed = Join(_closed, _closedCount, _values[place]);
                _closedCount += _counts[place];
            }
        }

        _began = _closedCount == 0 ? now : _began;
    }
}
