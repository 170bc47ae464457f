namespace Monitor.Domain.Metrics.Chunks;

/// <summary>Makes the points of one series over one period at equal steps from its samples, of a counter from its rates.</summary>
public sealed class RollupBuilder : SampleSink
{
    private readonly long _start;
    private readonly long _step;
    private readonly RollupPoint[] _points;

    /// <param name="start">Unix milliseconds.</param>
    public RollupBuilder(long start, TimeSpan step, TimeSpan period)
    {
        (_start, _step) = (start, (long)step.TotalMilliseconds);
        _points = new RollupPoint[(int)(period / step)];
    }

    public ReadOnlySpan<RollupPoint> Points => _points;

    public void Clear() => Array.Clear(_points);

    /// <summary>Times ascend and lie in the period; NaN is left out.</summary>
    public void Add(ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < times.Length; i++)
        {
            Add(times[i], values[i]);
        }
    }

    public override void Add(long time, double value)
    {
        if (!double.IsNaN(value))
        {
            ref var point = ref _points[(time - _start) / _step];
            point = point.With(value);
        }
    }

    /// <summary>The other's step is a part of this one's.</summary>
    public override void Add(long time, long step, in RollupPoint point)
    {
        ref var own = ref _points[(time - _start) / _step];
        own = own.With(point);
    }
}
