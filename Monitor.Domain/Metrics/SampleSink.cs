using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Domain.Metrics;

/// <summary>
/// Takes a series in the order of time (unix milliseconds) and makes something small of it, whether it comes as samples or as the points of a roll-up.
/// </summary>
public abstract class SampleSink
{
    /// <summary>Of roll-ups it only looks at count and sum, so that the rest need not be unpacked.</summary>
    public virtual bool WantsMeansOnly => false;

    /// <summary>A sample; NaN is left out.</summary>
    public abstract void Add(long time, double value);

    /// <summary>What a roll-up says of the time from <paramref name="time"/> for <paramref name="step"/> milliseconds.</summary>
    public abstract void Add(long time, long step, in RollupPoint point);
}
