using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Domain.Metrics;

/// <summary>
/// Makes a curve of at most so many points from any number of samples, which come in the order of time (unix milliseconds). Few samples stay as they are;
/// of many, the smallest and the largest of each of equal parts of the window stay at their own times, so that no peak is lost. Where samples stopped
/// for several times their usual distance, a gap is marked.
/// </summary>
public sealed class CurveBuilder : SampleSink
{
    private const int UsualDistances = 64;
    private const double GapFactor = 5;
    private readonly long _from;
    private readonly int _maximumPoints;
    private readonly double _width;
    private readonly List<CurvePoint> _raw;
    private readonly List<long> _distances = new(UsualDistances);
    private Part[]? _parts;
    private long _count;
    private double _sum;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;
    private CurvePoint _last;

    /// <param name="to">End of the window, later than its start.</param>
    /// <param name="maximumPoints">At least 2.</param>
    public CurveBuilder(long from, long to, int maximumPoints)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumPoints, 2);
        (_from, _maximumPoints) = (from, maximumPoints);
        _width = (to - from) / (double)(maximumPoints / 2);
        _raw = new List<CurvePoint>(Math.Min(maximumPoints, 64));
    }

    /// <summary>A missing value (NaN) is left out. The time lies in the window and is not before the one before.</summary>
    public override void Add(long time, double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        Count(time, 1, value, value, value);
        Draw(new CurvePoint(time, value));
        _last = new CurvePoint(time, value);
    }

    /// <summary>Its smallest and its largest value become points, the second half a step later: which came first is not known.</summary>
    public override void Add(long time, long step, in RollupPoint point)
    {
        if (point.Count == 0)
        {
            return;
        }

        Count(time, point.Count, point.Sum, point.Minimum, point.Maximum);
        Draw(new CurvePoint(time, point.Minimum));
        if (point.Maximum > point.Minimum)
        {
            Draw(new CurvePoint(time + (step / 2), point.Maximum));
        }

        _last = new CurvePoint(time, point.Last);
    }

    private void Count(long time, int count, double sum, double minimum, double maximum)
    {
        if (_count > 0 && _distances.Count < UsualDistances)
        {
            _distances.Add(time - _last.Time);
        }

        _count += count;
        _sum += sum;
        _minimum = Math.Min(_minimum, minimum);
        _maximum = Math.Max(_maximum, maximum);
    }

    private void Draw(CurvePoint point)
    {
        if (_parts is null && _raw.Count < _maximumPoints)
        {
            _raw.Add(point);
            return;
        }

        if (_parts is null)
        {
            Divide();
        }

        AddToPart(point);
    }

    public Curve Build()
    {
        var summary = _count == 0
            ? new CurveSummary(0, double.NaN, double.NaN, double.NaN, double.NaN)
            : new CurveSummary(_count, _sum / _count, _minimum, _maximum, _last.Value);
        if (_parts is null)
        {
            var points = WithGaps(_raw, GapFactor * Usual());
            if (points.Count <= _maximumPoints)
            {
                return new Curve(points, summary);
            }

            Divide();
        }

        return new Curve(WithGaps(PartPoints(), Math.Max(2 * _width, GapFactor * Usual())), summary);
    }

    private double Usual()
    {
        _distances.Sort();
        return _distances.Count == 0 ? double.PositiveInfinity : _distances[_distances.Count / 2];
    }

    private static List<CurvePoint> WithGaps(List<CurvePoint> points, double distance)
    {
        var broken = new List<CurvePoint>(points.Count);
        for (var i = 0; i < points.Count; i++)
        {
            if (i > 0 && points[i].Time - points[i - 1].Time > distance)
            {
                broken.Add(new CurvePoint(points[i - 1].Time + ((points[i].Time - points[i - 1].Time) / 2), double.NaN));
            }

            broken.Add(points[i]);
        }

        return broken;
    }

    private void Divide()
    {
        _parts = new Part[_maximumPoints / 2];
        foreach (var point in _raw)
        {
            AddToPart(point);
        }
    }

    private void AddToPart(CurvePoint point)
    {
        ref var part = ref _parts![Math.Clamp((int)((point.Time - _from) / _width), 0, _parts.Length - 1)];
        part.Lowest = !part.IsUsed || point.Value < part.Lowest.Value ? point : part.Lowest;
        part.Highest = !part.IsUsed || point.Value > part.Highest.Value ? point : part.Highest;
        part.IsUsed = true;
    }

    private List<CurvePoint> PartPoints()
    {
        var points = new List<CurvePoint>(_maximumPoints);
        foreach (var part in _parts!)
        {
            if (!part.IsUsed)
            {
                continue;
            }

            var (first, second) = part.Lowest.Time <= part.Highest.Time ? (part.Lowest, part.Highest) : (part.Highest, part.Lowest);
            points.Add(first);
            if (second != first)
            {
                points.Add(second);
            }
        }

        return points;
    }

    private struct Part
    {
        public bool IsUsed;
        public CurvePoint Lowest;
        public CurvePoint Highest;
    }
}
