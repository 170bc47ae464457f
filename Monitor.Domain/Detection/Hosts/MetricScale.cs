namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// How one metric of a host behaves, in its unit: where its middle is, how wide its history ranges, and how far it usually lies from what its time of day leads to expect
/// (90 of 100 residuals lie within the spread). A metric that is hardly ever there, or that only ever climbs or falls (an uptime), is not looked at.
/// </summary>
/// <param name="Middle">At the end of the history.</param>
/// <param name="PerDay">How far the middle moves in a day.</param>
/// <param name="Until">The end of the history.</param>
internal sealed record MetricScale(bool IsUsed, bool IsConstant, double Middle, double Range, double Spread, double PerDay, DateTimeOffset Until)
{
    private const double LeastCoverage = .5;
    private const double FloorOfSpan = .02;
    private const double OneWay = .98;

    /// <summary>From the metric's values; the spread comes later.</summary>
    /// <param name="perDay">Rows of a day.</param>
    public static MetricScale Of(HostHistory history, int metric, int perDay)
    {
        var (values, until) = (new List<double>(history.Rows), history.TimeOf(history.Rows));
        for (var at = metric; at < history.Values.Length; at += history.Metrics)
        {
            if (double.IsFinite(history.Values[at]))
            {
                values.Add(Math.Clamp(history.Values[at], -1e100, 1e100));
            }
        }

        if (values.Count < LeastCoverage * history.Rows || GoesOneWay(values))
        {
            return new MetricScale(false, false, 0, 1, 1, 0, until);
        }

        values.Sort();
        var middle = values[values.Count / 2];
        var span = values[^1] - values[0];
        if (!(span > 1e-9 * Math.Max(Math.Abs(middle), 1e-9)))
        {
            var unit = Math.Max(.01 * Math.Abs(middle), 1e-6);
            return new MetricScale(true, true, middle, unit, unit, 0, until);
        }

        // What moves steadily stands at the middle of its history half-way through it.
        var trend = MetricTrend.Of(history, metric, perDay);
        middle += trend * (history.Step * history.Rows / 2).TotalDays;
        return new MetricScale(true, false, middle, span, Math.Max(FloorOfSpan * span, Math.Abs(trend)), trend, until);
    }

    /// <summary>Where the metric's middle is at a time, in its unit.</summary>
    public double MiddleAt(DateTimeOffset time) => PerDay == 0 ? Middle : Middle + (PerDay * (time - Until).TotalDays);

    /// <summary>The same with the spread of its residuals, which is never taken for less than a fiftieth of the metric's span, nor for less than it moves in a day.</summary>
    public MetricScale WithSpread(double[] residuals)
    {
        if (IsConstant || residuals.Length == 0)
        {
            return this;
        }

        Array.Sort(residuals);
        return this with { Spread = Math.Max(residuals[(int)(.9 * (residuals.Length - 1))], Spread) };
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)((IsUsed ? 1 : 0) | (IsConstant ? 2 : 0)));
        writer.Write(Middle);
        writer.Write(Range);
        writer.Write(Spread);
        writer.Write(PerDay);
        writer.Write(Until.UtcTicks);
    }

    public static MetricScale Read(BinaryReader reader, bool hasTrend)
    {
        var flags = reader.ReadByte();
        var scale = new MetricScale((flags & 1) != 0, (flags & 2) != 0, reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), 0, default);
        if (hasTrend)
        {
            scale = scale with { PerDay = reader.ReadDouble(), Until = new DateTimeOffset(Math.Clamp(reader.ReadInt64(), 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero) };
        }

        return scale.Range > 0 && scale.Spread > 0 && double.IsFinite(scale.Range + scale.Spread + scale.Middle + scale.PerDay)
            ? scale
            : throw new InvalidDataException("A scale of the host model is not a positive number.");
    }

    private static bool GoesOneWay(List<double> values)
    {
        var (up, down) = (0, 0);
        for (var i = 1; i < values.Count; i++)
        {
            up += values[i] > values[i - 1] ? 1 : 0;
            down += values[i] < values[i - 1] ? 1 : 0;
        }

        return Math.Max(up, down) > OneWay * values.Count;
    }
}
