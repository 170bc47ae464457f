namespace Monitor.Domain.Detection.Series;

/// <summary>
/// How rare each feature's value is in the feature's own past, as -log10 of the probability of one at least as large: counted below the 99 % quantile,
/// exponential above (peaks over threshold: Siffer et al., KDD 2017). The past is a histogram of four bins an octave whose counts are halved when they
/// are many, so old values fade.
/// </summary>
/// <param name="most">The largest -log10 p that is told.</param>
internal sealed class Tails(int features, double most)
{
    public const int Bins = 44;
    private const int Known = 30;
    private const int FitEvery = 25;
    private const int FirstBits = 0x3E000000;
    private readonly ushort[] _counts = new ushort[features * Bins];
    private readonly TailFit[] _fits = new TailFit[features];

    /// <summary>The quantile above which the tail of that feature begins.</summary>
    public float TailFrom(int feature) => _fits[feature].From;

    public float Surprise(int feature, float value)
    {
        ref var fit = ref _fits[feature];
        if (fit.Count < Known)
        {
            return 0;
        }

        if (fit.IsDue)
        {
            Refit(feature, ref fit);
        }

        value = Math.Min(value, Middle(Bins - 1));
        return value > fit.From
            ? (float)Math.Min(most, ((value - fit.From) / fit.Scale / Math.Log(10)) - Math.Log10(fit.Share))
            : Counted(feature, value, fit.Count);
    }

    public void Learn(int feature, float value, int mostPast)
    {
        var counts = Of(feature);
        ref var fit = ref _fits[feature];
        counts[Bin(value)]++;
        fit.Count++;
        fit.Age = (ushort)Math.Min(FitEvery, fit.Age + 1);
        if (fit.Count > mostPast)
        {
            fit.Count = 0;
            foreach (ref var count in counts)
            {
                count /= 2;
                fit.Count += count;
            }
        }
    }

    /// <summary>Forgets a feature's past: what it measures has changed.</summary>
    public void Forget(int feature)
    {
        Of(feature).Clear();
        _fits[feature] = default;
    }

    public void Save(BinaryWriter writer)
    {
        foreach (var count in _counts)
        {
            writer.Write(count);
        }

        foreach (var fit in _fits)
        {
            fit.Save(writer);
        }
    }

    public void Load(BinaryReader reader)
    {
        foreach (ref var count in _counts.AsSpan())
        {
            count = reader.ReadUInt16();
        }

        foreach (ref var fit in _fits.AsSpan())
        {
            fit.Load(reader);
        }
    }

    private static int Bin(float value) => value < .125f ? 0 : Math.Min(Bins - 1, ((BitConverter.SingleToInt32Bits(value) - FirstBits) >> 21) + 1);

    private static float Start(int bin) => bin == 0 ? 0 : BitConverter.Int32BitsToSingle(FirstBits + ((bin - 1) << 21));

    private static float Middle(int bin) => (Start(bin) + Start(bin + 1)) / 2;

    private Span<ushort> Of(int feature) => _counts.AsSpan(feature * Bins, Bins);

    private float Counted(int feature, float value, int count)
    {
        var counts = Of(feature);
        var bin = Bin(value);
        var above = counts[bin] * Math.Clamp((Start(bin + 1) - value) / (Start(bin + 1) - Start(bin)), 0, 1);
        for (var higher = bin + 1; higher < Bins; higher++)
        {
            above += counts[higher];
        }

        return (float)-Math.Log10(Math.Min(1, (above + 1) / (count + 1)));
    }

    private void Refit(int feature, ref TailFit fit)
    {
        var counts = Of(feature);
        var (wanted, above, bin) = ((1 - SeriesTuning.TailFrom) * fit.Count, 0d, Bins - 1);
        while (bin > 0 && above + counts[bin] < wanted)
        {
            above += counts[bin--];
        }

        var part = counts[bin] > 0 ? Math.Clamp((wanted - above) / counts[bin], 0, 1) : 0;
        var from = Start(bin + 1) - ((Start(bin + 1) - Start(bin)) * (float)part);
        var beyond = above + (counts[bin] * part);
        var excess = counts[bin] * part * (Start(bin + 1) - from) / 2;
        var (second, larger) = (from, 1);
        for (var higher = Bins - 1; higher > bin; higher--)
        {
            excess += counts[higher] * (Middle(higher) - from);
            if (larger >= 0 && counts[higher] > larger)
            {
                second = Middle(higher);
                larger = -1;
            }
            else if (larger >= 0)
            {
                larger -= counts[higher];
            }
        }

        var scale = beyond > .5 ? excess / beyond : .1 * from;
        if (beyond > 4)
        {
            scale = Math.Max(scale, (second - from) / Math.Log(beyond + 1));
        }

        (fit.From, fit.Share, fit.Scale, fit.Age) = (from, (float)((1 + beyond) / (fit.Count + 1)), (float)Math.Max(scale, 1e-3), 0);
    }

    private struct TailFit
    {
        public float From;
        public float Share;
        public float Scale;
        public ushort Count;
        public ushort Age;

        public readonly bool IsDue => Scale == 0 || Age >= FitEvery;

        public readonly void Save(BinaryWriter writer)
        {
            writer.Write(From);
            writer.Write(Share);
            writer.Write(Scale);
            writer.Write(Count);
            writer.Write(Age);
        }

        public void Load(BinaryReader reader) =>
            (From, Share, Scale, Count, Age) = (reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadUInt16(), reader.ReadUInt16());
    }
}
