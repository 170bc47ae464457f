namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// What is looked at in a row, from that row and those of the hour before: per metric the distance from the expectation in spreads and its means over the last rows, and the
/// vector in which rows are compared, namely each metric's mean over two rows and its last step, in units of its range. A hole of more than three rows
/// makes it begin anew.
/// </summary>
internal sealed class RowSignals
{
    public const int Longest = 12;
    private const double MostSpreads = 10;
    private const double MostRanges = 3.9;
    private const double MostOfConstant = .5;
    private const int MostHoles = 3;

    /// <summary>Over how many rows residuals are averaged.</summary>
    public static ReadOnlySpan<int> Windows => [1, 3, 6, 12];

    private readonly IReadOnlyList<MetricScale> _scales;
    private readonly TimeSpan _step;
    private readonly double _rowsInSlot;
    private readonly float[] _residuals;
    private readonly float[] _levels;
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private int _rows;

    public RowSignals(IReadOnlyList<MetricScale> scales, TimeSpan step)
    {
        (_scales, _step) = (scales, step);
        _rowsInSlot = Math.Max(1, TimeSpan.FromMinutes(5) / step);
        _residuals = new float[Longest * scales.Count];
        _levels = new float[Longest * scales.Count];
        Vector = new double[2 * scales.Count];
        Expected = new double[scales.Count];
    }

    /// <summary>The last row's expectations, in the metrics' units, NaN where there is none.</summary>
    public double[] Expected { get; }

    /// <summary>The last row's vector: levels, then steps; NaN where missing.</summary>
    public double[] Vector { get; }

    public DateTimeOffset Last => _last;

    /// <summary>A row without any is passed over.</summary>
    public static bool HasValue(ReadOnlySpan<double> row)
    {
        foreach (var value in row)
        {
            if (double.IsFinite(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A value in ranges of its metric from the middle at that time.</summary>
    public static double Level(double value, MetricScale scale, DateTimeOffset time) => Math.Clamp((value - scale.MiddleAt(time)) / scale.Range, -1e30, 1e30);

    /// <summary>Whether more rows are missing before this time than are bridged.</summary>
    public bool IsHole(DateTimeOffset time) => _last != DateTimeOffset.MinValue && time - _last > MostHoles * _step;

    /// <summary>Takes the next row; where it may learn, the profile does so from it when it has been judged.</summary>
    public void Take(DateTimeOffset time, ReadOnlySpan<double> row, SlotProfile profile, bool learn = true)
    {
        if (IsHole(time))
        {
            _rows = 0;
        }

        var (metrics, at, slot) = (_scales.Count, _rows % Longest, SlotProfile.SlotOf(time));
        for (var metric = 0; metric < metrics; metric++)
        {
            var scale = _scales[metric];
            var level = scale.IsUsed && double.IsFinite(row[metric]) ? Level(row[metric], scale, time) : double.NaN;
            var expected = scale.IsUsed ? profile.Expect(slot, metric) : double.NaN;
            var spread = scale.Spread / scale.Range;
            Expected[metric] = scale.MiddleAt(time) + (expected * scale.Range);
            _residuals[(at * metrics) + metric] = (float)Math.Clamp((level - expected) / spread, -MostSpreads, MostSpreads);
            var most = scale.IsConstant ? MostOfConstant : MostRanges;
            _levels[(at * metrics) + metric] = (float)Math.Clamp(level, -most, most);
            if (learn && !double.IsNaN(level))
            {
                profile.Learn(slot, metric, level, spread, _rowsInSlot);
            }
        }

        _last = time;
        _rows = _rows == int.MaxValue ? Longest : _rows + 1;
        for (var metric = 0; metric < metrics; metric++)
        {
            Vector[metric] = Mean(_levels, metric, 2);
            Vector[metrics + metric] = _rows > 1 ? Math.Clamp(_levels[(at * metrics) + metric] - _levels[((at + Longest - 1) % Longest * metrics) + metric], -MostRanges, MostRanges) : 0;
        }
    }

    /// <summary>The mean distance from the expectation over the last rows, in spreads; NaN where none of them has a value.</summary>
    public double Residual(int metric, int window) => Mean(_residuals, metric, window);

    public void Write(BinaryWriter writer)
    {
        writer.Write(_last.UtcTicks);
        writer.Write(_rows);
        Floats.Write(writer, _residuals);
        Floats.Write(writer, _levels);
    }

    public void Read(BinaryReader reader)
    {
        _last = new DateTimeOffset(Math.Clamp(reader.ReadInt64(), 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
        _rows = Math.Max(0, reader.ReadInt32());
        Floats.Read(reader, _residuals.Length).CopyTo(_residuals, 0);
        Floats.Read(reader, _levels.Length).CopyTo(_levels, 0);
    }

    private double Mean(float[] ring, int metric, int window)
    {
        var (sum, count, metrics) = (0.0, 0, _scales.Count);
        for (var back = 1; back <= Math.Min(window, _rows); back++)
        {
            var value = ring[((_rows - back) % Longest * metrics) + metric];
            if (!float.IsNaN(value))
            {
                sum += value;
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }
}
