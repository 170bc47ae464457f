using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Problems.Judging;

/// <summary>One series as one condition measures it.</summary>
public sealed class MeasuredSeries
{
    private readonly Condition _condition;
    private readonly MeasureWindow? _window;

    public MeasuredSeries(Condition condition, int streamId, int ordinal, string labels)
    {
        (_condition, StreamId, Ordinal, Labels) = (condition, streamId, ordinal, labels);
        _window = condition.Measure == Measure.Last ? null : new MeasureWindow(condition.Measure, condition.Window);
        LastWeek = condition.Measure == Measure.LastWeekChange ? new WeekAgo() : null;
    }

    public int StreamId { get; }

    public int Ordinal { get; }

    /// <summary>Canonical labels.</summary>
    public string Labels { get; }

    public string Metric => _condition.Metric;

    public TimeSpan Window => _window is null ? TimeSpan.Zero : _condition.Window;

    /// <summary>What the same time last week was; only where the condition compares with it.</summary>
    public WeekAgo? LastWeek { get; }

    public bool HasWindow => _window is not null;

    /// <summary>The measure as of the last sample; NaN when it cannot be said.</summary>
    public double Value { get; private set; } = double.NaN;

    /// <summary>The time of the last sample in ticks.</summary>
    public long At { get; private set; }

    /// <summary>True when the other measures the same of the same series.</summary>
    public bool IsSameAs(Condition condition, int streamId, int ordinal) =>
        StreamId == streamId && Ordinal == ordinal && _condition.Metric == condition.Metric && _condition.Measure == condition.Measure
        && (_window is null || _condition.Window == condition.Window);

    /// <summary>Takes a finite value and says the measure.</summary>
    public double Add(long now, double value)
    {
        At = now;
        Value = _window is null ? value : _window.Add(now, value);
        if (LastWeek is not null && double.IsFinite(Value))
        {
            var before = LastWeek.Mean(now - _condition.Window.Ticks, now);
            Value = before == 0 ? double.NaN : (Value - before) / Math.Abs(before) * 100;
        }

        return Value;
    }
}
