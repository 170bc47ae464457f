namespace Monitor.Domain.Forecasting.Predictions;

/// <summary>The straight line through the last hours of a drift.</summary>
internal readonly record struct DriftLine(double PerHour, double Likeness)
{
    /// <summary>By least squares over evenly spaced values; NaN is passed over. Likeness is the correlation with the line, 1 is a line.</summary>
    public static DriftLine Of(ReadOnlySpan<double> values)
    {
        var (n, meanX, meanY) = (0, 0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsFinite(values[i]))
            {
                n++;
                meanX += (i - meanX) / n;
                meanY += (values[i] - meanY) / n;
            }
        }

        var (xx, xy, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsFinite(values[i]))
            {
                xx += (i - meanX) * (i - meanX);
                xy += (i - meanX) * (values[i] - meanY);
                yy += (values[i] - meanY) * (values[i] - meanY);
            }
        }

        return n < (values.Length + 1) / 2 || xx <= 0 || yy <= 0 ? default : new DriftLine(xy / xx * DriftLevel.PerHour, xy / Math.Sqrt(xx * yy));
    }
}
