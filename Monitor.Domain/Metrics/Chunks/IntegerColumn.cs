namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// A column of whole numbers in few bytes: start and common step, a predictor, and what it did not foretell through a range coder that learns as it goes.
/// The reader knows how many there are. Layout: varints of start, step and predictor, then the coder's bytes; a step of 0 means that all are the start.
/// </summary>
internal static class IntegerColumn
{
    public static int MaximumLength(int count) => (4 * Varint.MaximumLength) + 16 + (count * 12);

    public static int Encode(ReadOnlySpan<long> values, Span<long> scratch, Span<byte> destination)
    {
        if (values.IsEmpty)
        {
            return 0;
        }

        var length = Varint.WriteSigned(values[0], destination);
        var step = Step(values);
        length += Varint.Write(step, destination[length..]);
        if (step == 0)
        {
            return length;
        }

        for (var i = 0; i < values.Length; i++)
        {
            // Differences that do not fit in 63 bits wrap; then the step is 1, and wrapping back is exact.
            scratch[i] = step == 1 ? unchecked(values[i] - values[0]) : (values[i] - values[0]) / (long)step;
        }

        scratch = scratch[..values.Length];
        var predictor = Predictor.Fit(scratch);
        var levels = ResidualModels.Levels(predictor.Largest(scratch));
        length += WritePredictor(predictor, levels, destination[length..]);
        Span<uint> cells = stackalloc uint[ResidualModels.Cells];
        ResidualModels.Reset(cells);
        var encoder = new RangeEncoder(destination[length..]);
        var run = new PredictorRun(predictor);
        var state = default(ResidualModels.State);
        foreach (var value in scratch)
        {
            ResidualModels.Write(ref encoder, cells, levels, run.Residual(value), ref state);
        }

        return length + encoder.Finish();
    }

    public static void Decode(ReadOnlySpan<byte> column, Span<long> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var start = Varint.ReadSigned(ref column);
        var step = unchecked((long)Varint.Read(ref column));
        if (step == 0)
        {
            values.Fill(start);
            return;
        }

        var levels = column.IsEmpty ? 0 : column[0] >> 4;
        var run = new PredictorRun(ReadPredictor(ref column));
        Span<uint> cells = stackalloc uint[ResidualModels.Cells];
        ResidualModels.Reset(cells);
        var decoder = new RangeDecoder(column);
        var state = default(ResidualModels.State);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = unchecked(start + (run.Value(ResidualModels.Read(ref decoder, cells, levels, ref state)) * step));
        }
    }

    /// <summary>The largest number of which every distance from the first is a multiple; 0 when all are equal.</summary>
    private static ulong Step(ReadOnlySpan<long> values)
    {
        var step = 0UL;
        foreach (var value in values)
        {
            var distance = unchecked(value - values[0]);
            if ((value < values[0]) != (distance < 0) || distance == long.MinValue)
            {
                return 1; // it wrapped
            }

            var left = (ulong)Math.Abs(distance);
            if (step == 1 && left != 0)
            {
                continue;
            }

            while (left != 0)
            {
                (step, left) = (left, step % left);
            }
        }

        return step;
    }

    private static int WritePredictor(Predictor predictor, int levels, Span<byte> destination)
    {
        var isPlain = predictor is { First: 0, Second: 0, Mean: 0 };
        destination[0] = (byte)((predictor.Differences ? 1 : 0) | (isPlain ? 0 : 2) | (levels << 4));
        if (isPlain)
        {
            return 1;
        }

        destination[1] = (byte)predictor.First;
        destination[2] = (byte)predictor.Second;
        return 3 + Varint.WriteSigned(predictor.Mean, destination[3..]);
    }

    private static Predictor ReadPredictor(ref ReadOnlySpan<byte> column)
    {
        if (column.Length < 1 || column[0] >> 4 > ResidualModels.MostLevels || ((column[0] & 2) != 0 && column.Length < 4))
        {
            throw new FormatException("A column without a predictor.");
        }

        var kind = column[0];
        var (first, second) = (kind & 2) != 0 ? ((sbyte)column[1], (sbyte)column[2]) : ((sbyte)0, (sbyte)0);
        column = column[((kind & 2) != 0 ? 3 : 1)..];
        return new Predictor((kind & 1) != 0, first, second, (kind & 2) != 0 ? Varint.ReadSigned(ref column) : 0);
    }
}
