namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// How one metric of a host behaves, in its unit: where its middle is, how wide its history ranges, and how far it usually lies from what its time of day leads to expect
/// (90 of 100 residuals lie within the spread). A metric that is hardly ever there, or that only ever climbs or falls (an uptime), is not looked at.
/// </summary>
internal sealed record MetricScale(bool IsUsed, bool IsConstant, double Middle, double Range, double Spread)
{
    private const double LeastCoverage = .5;
    private const double FloorOfSpan = .02;
    private const double OneWay = .98;

    /// <summary>From the metric's known values in the order of their times, out of so many rows; the spread comes later.</summary>
    public static MetricScale Of(List<double> values, int rows)
    {
        if (values.Count < LeastCoverage * rows || GoesOneWay(values))
        {
            return new MetricScale(false, false, 0, 1, 1);
        }

        var sorted = values.ToArray();
        Array.Sort(sorted);
        var middle = sorted[sorted.Length / 2];
        var span = sorted[^1] - sorted[0];
        if (!(span > 1e-9 * Math.Max(Math.Abs(middle), 1e-9)))
        {
            var unit = Math.Max(.01 * Math.Abs(middle), 1e-6);
            return new MetricScale(true, true, middle, unit, unit);
        }

        return new MetricScale(true, false, middle, span, FloorOfSpan * span);
    }

    /// <summary>The same with the spread of its residuals, which is never taken for less than a fiftieth of the metric's span.</summary>
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
    }

    public static MetricScale Read(BinaryReader reader)
    {
        var flags = reader.ReadByte();
        var scale = new MetricScale((flags & 1) != 0, (flags & 2) != 0, reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        return scale.Range > 0 && scale.Spread > 0 && double.IsFinite(scale.Range + scale.Spread + scale.Middle)
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
