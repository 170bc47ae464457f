namespace Monitor.Domain.Detection.Series;

/// <summary>Median and spread of about the last day (of the last 60 slots where a day has fewer), of at most 144 values: every second slot of five minutes.</summary>
internal sealed class RecentLevel
{
    private const int Most = 144;
    private const int Least = 60;
    private readonly float[] _values;
    private readonly byte _every;
    private short _count;
    private short _at;
    private byte _skipped;

    public RecentLevel(int slotsPerDay)
    {
        _every = (byte)((slotsPerDay + Most - 1) / Most);
        _values = new float[Math.Clamp(slotsPerDay / Math.Max(1, (int)_every), Least, Most)];
        _every = Math.Max((byte)1, _every);
    }

    public int Count => _count;

    public float Median { get; private set; }

    /// <summary>The distance of the quartiles as a standard deviation of a normal distribution.</summary>
    public float Spread { get; private set; }

    public void Add(float value)
    {
        if (_count > 5 && ++_skipped < _every)
        {
            return;
        }

        _skipped = 0;
        _values[_at] = value;
        _at = (short)((_at + 1) % _values.Length);
        _count = (short)Math.Min(_values.Length, _count + 1);
        Span<float> sorted = stackalloc float[Most];
        sorted = sorted[.._count];
        _values.AsSpan(0, _count).CopyTo(sorted);
        sorted.Sort();
        Median = Quantile(sorted, .5f);
        Spread = (Quantile(sorted, .75f) - Quantile(sorted, .25f)) / 1.349f;
    }

    public void Save(BinaryWriter writer)
    {
        foreach (var value in _values)
        {
            writer.Write(value);
        }

        writer.Write(_count);
        writer.Write(_at);
        writer.Write(_skipped);
        writer.Write(Median);
        writer.Write(Spread);
    }

    public void Load(BinaryReader reader)
    {
        foreach (ref var value in _values.AsSpan())
        {
            value = reader.ReadSingle();
        }

        (_count, _at, _skipped, Median, Spread) = (reader.ReadInt16(), reader.ReadInt16(), reader.ReadByte(), reader.ReadSingle(), reader.ReadSingle());
    }

    private static float Quantile(ReadOnlySpan<float> sorted, float share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
