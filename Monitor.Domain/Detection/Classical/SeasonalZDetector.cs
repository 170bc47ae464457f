namespace Monitor.Domain.Detection.Classical;

/// <summary>
/// Five standard deviations around what the same quarter of an hour of the days before was: when a quarter is over, its mean and spread go into those of its
/// time of day, which forget with a time constant of a week. A quarter is trusted once three days have been seen, and is never taken for calmer than a quarter of what
/// the series is overall.
/// </summary>
internal sealed class SeasonalZDetector(DetectionPreset preset) : ZDetector("seasonal_z", preset, 5)
{
    private const int Quarters = 96;
    private const double LeastShare = .25;
    private static readonly double Newest = 1 - Math.Exp(-1.0 / 7);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Learning = TimeSpan.FromDays(3);

    private readonly int[] _visits = new int[Quarters];
    private readonly double[] _mean = new double[Quarters];
    private readonly double[] _variance = new double[Quarters];
    private DateTimeOffset _first = DateTimeOffset.MaxValue;
    private long _now = -1;
    private int _count;
    private double _nowMean;
    private double _nowSquares;

    protected override Expectation? Expect(DateTimeOffset time)
    {
        Close(time.UtcTicks / Quarter.Ticks);
        var at = (int)(time.UtcTicks / Quarter.Ticks % Quarters);
        if (_first == DateTimeOffset.MaxValue || time - _first < Learning || _visits[at] < 2)
        {
            return null;
        }

        var (known, overall) = (0, 0.0);
        for (var i = 0; i < Quarters; i++)
        {
            known += _visits[i] > 0 ? 1 : 0;
            overall += _variance[i];
        }

        return new Expectation(_mean[at], Math.Max(Math.Sqrt(_variance[at]), LeastShare * Math.Sqrt(overall / known)));
    }

    protected override void Learn(DateTimeOffset time, double value)
    {
        _first = _first == DateTimeOffset.MaxValue ? time : _first;
        _now = time.UtcTicks / Quarter.Ticks;
        _count++;
        var off = value - _nowMean;
        _nowMean += off / _count;
        _nowSquares += off * (value - _nowMean);
    }

    protected override void Write(BinaryWriter writer)
    {
        writer.Write(_first.UtcTicks);
        writer.Write(_now);
        writer.Write(_count);
        writer.Write(_nowMean);
        writer.Write(_nowSquares);
        for (var i = 0; i < Quarters; i++)
        {
            writer.Write(_visits[i]);
            writer.Write(_mean[i]);
            writer.Write(_variance[i]);
        }
    }

    protected override void Take(BinaryReader reader)
    {
        (_first, _now, _count, _nowMean, _nowSquares) = (Moment(reader), reader.ReadInt64(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble());
        for (var i = 0; i < Quarters; i++)
        {
            (_visits[i], _mean[i], _variance[i]) = (reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble());
        }
    }

    protected override void Forget()
    {
        (_first, _now, _count, _nowMean, _nowSquares) = (DateTimeOffset.MaxValue, -1, 0, 0, 0);
        Array.Clear(_visits);
        Array.Clear(_mean);
        Array.Clear(_variance);
    }

    private void Close(long quarter)
    {
        if (_count == 0 || quarter == _now)
        {
            return;
        }

        var at = (int)(_now % Quarters);
        var weight = Math.Max(Newest, 1.0 / (_visits[at] + 1));
        var off = _nowMean - _mean[at];
        _variance[at] = ((1 - weight) * (_variance[at] + (weight * off * off))) + (weight * _nowSquares / _count);
        _mean[at] += weight * off;
        _visits[at] = Math.Min(_visits[at] + 1, 1000);
        (_count, _nowMean, _nowSquares) = (0, 0, 0);
    }
}
