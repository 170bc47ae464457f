namespace Monitor.Domain.Detection.Series;

/// <summary>
/// A k-means opinion on how the series moves (after Netdata's detector: vectors of six smoothed differences), with eight centres that follow the stream. Its
/// feature is the distance to the nearest centre.
/// </summary>
internal sealed class ShapeClusters
{
    private const int Centres = 8;
    private const int Lags = 6;
    private const int Smooth = 3;
    private const float SlowestRate = .01f;
    private const int Moves = Lags + Smooth - 1;
    private readonly float[] _numbers = new float[(Centres * (Lags + 1)) + Moves];
    private byte _seen;

    private Span<float> Last => _numbers.AsSpan(0, Moves);

    private Span<float> Weights => _numbers.AsSpan(Moves, Centres);

    /// <summary>Takes the next difference of the series; the distance is in the series' unit, 0 while too few were seen.</summary>
    public float Distance(float move, float unit, bool learn)
    {
        var last = Last;
        var weights = Weights;
        last[..^1].CopyTo(last[1..]);
        last[0] = move;
        if (_seen < 10)
        {
            _seen++;
            return 0;
        }

        Span<float> shape = stackalloc float[Lags];
        for (var lag = 0; lag < Lags; lag++)
        {
            shape[lag] = (last[lag] + last[lag + 1] + last[lag + 2]) / Smooth;
        }

        var (nearest, empty, least) = (-1, -1, float.MaxValue);
        for (var centre = 0; centre < Centres; centre++)
        {
            if (weights[centre] == 0)
            {
                empty = centre;
                continue;
            }

            var squares = Squares(shape, Centre(centre));
            (nearest, least) = squares < least ? (centre, squares) : (nearest, least);
        }

        var distance = nearest < 0 ? 0 : MathF.Sqrt(least);
        if (learn)
        {
            Learn(shape, empty >= 0 && (nearest < 0 || distance > unit) ? empty : nearest);
        }

        return distance;
    }

    public void Save(BinaryWriter writer)
    {
        foreach (var value in _numbers)
        {
            writer.Write(value);
        }

        writer.Write(_seen);
    }

    public void Load(BinaryReader reader)
    {
        foreach (ref var value in _numbers.AsSpan())
        {
            value = reader.ReadSingle();
        }

        _seen = reader.ReadByte();
    }

    private Span<float> Centre(int centre) => _numbers.AsSpan(Moves + Centres + (centre * Lags), Lags);

    private static float Squares(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }

    private void Learn(ReadOnlySpan<float> shape, int centre)
    {
        ref var weight = ref Weights[centre];
        weight = Math.Min(weight + 1, 1 / SlowestRate);
        for (var lag = 0; lag < Lags; lag++)
        {
            ref var value = ref Centre(centre)[lag];
            value += (shape[lag] - value) / weight;
        }
    }
}
