namespace Monitor.Domain.Forecasting;

/// <summary>
/// What is known of a series on an even grid: <c>Values[i]</c> stands for the time from <c>Start + i * Step</c> on, for one step; NaN is missing. A
/// counter is given as its rate (<see cref="Metrics.Chunks.CounterRates"/>). Nobody changes the values while a forecast is made from them.
/// </summary>
/// <param name="range">The metric's physical range; no forecast leaves it.</param>
public sealed class SeriesHistory(DateTimeOffset start, TimeSpan step, double[] values, ValueRange range)
{
    public DateTimeOffset Start { get; } = start;

    public TimeSpan Step { get; } = step > TimeSpan.Zero ? step : throw new ArgumentOutOfRangeException(nameof(step), step, "A step is a positive time.");

    public double[] Values { get; } = values;

    public ValueRange Range { get; } = range;

    /// <summary>The first moment that is not known: where a forecast begins.</summary>
    public DateTimeOffset End => EndOf(Values.Length - 1);

    /// <summary>When a step is over.</summary>
    public DateTimeOffset EndOf(int step) => Start + (Step * (step + 1));

    /// <summary>The last step that has a value, of those from one on and before another; null where none has.</summary>
    public int? LastKnown(int from, int before)
    {
        for (var step = before - 1; step >= from; step--)
        {
            if (double.IsFinite(Values[step]))
            {
                return step;
            }
        }

        return null;
    }
}
