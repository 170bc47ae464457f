namespace Monitor.Domain.Forecasting.Classical;

/// <summary>A history for models that cannot live with gaps: from its first known value on, gaps filled from the left, scaled by a power of two so that squares do not overflow.</summary>
internal sealed record FilledValues(double[] Values, double Unit, int Known, int Day)
{
    public int Count => Values.Length;

    public ReadOnlySpan<double> Last(int count) => Values.AsSpan(Math.Max(0, Count - count));

    public static FilledValues Of(SeriesHistory history, int most)
    {
        var values = history.Values.AsSpan(Math.Max(0, history.Values.Length - most));
        var (first, largest) = (0, 0.0);
        while (first < values.Length && !double.IsFinite(values[first]))
        {
            first++;
        }

        foreach (var value in values)
        {
            largest = double.IsFinite(value) ? Math.Max(largest, Math.Abs(value)) : largest;
        }

        var unit = largest > 0 ? Math.ScaleB(1, Math.Max(-1000, Math.ILogB(largest))) : 1;
        var filled = new double[values.Length - first];
        var (last, known) = (0.0, 0);
        for (var i = 0; i < filled.Length; i++)
        {
            var value = values[first + i];
            known += double.IsFinite(value) ? 1 : 0;
            last = double.IsFinite(value) ? value / unit : last;
            filled[i] = last;
        }

        var day = Math.Round(TimeSpan.FromDays(1) / history.Step);
        return new FilledValues(filled, unit, known, day is >= 4 and < 100_000 ? (int)day : 0);
    }
}
