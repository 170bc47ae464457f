namespace Monitor.Domain.Forecasting.Blend;

/// <summary>The median of a handful of values, which are put in order on the way.</summary>
internal static class SmallMedian
{
    public static double Of(Span<double> values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            var value = values[i];
            var j = i - 1;
            for (; j >= 0 && values[j] > value; j--)
            {
                values[j + 1] = values[j];
            }

            values[j + 1] = value;
        }

        return values.Length == 0 ? double.NaN : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
