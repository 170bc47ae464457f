namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// How unusual a figure is beside those of the past: -log10 of the share of them that is as large, from the past itself down to one in a hundred, and by an exponential
/// tail beyond (the excesses over a high threshold, Pickands 1975, with the shape of an exponential).
/// </summary>
internal sealed class TailTable
{
    /// <summary>Evidence 0 to 2 in steps of a tenth, each with the figure at which it is reached.</summary>
    public const int Points = 21;

    /// <summary>The tail is never taken for steeper than this share of what lies between the middle and the threshold.</summary>
    private const double LeastTail = .2;

    private readonly float[] _at = new float[Points];
    private readonly float _tail;

    private TailTable(float[] at, float tail) => (_at, _tail) = (at, tail);

    /// <summary>From figures of the past; those that are not finite do not count. Without figures nothing is unusual.</summary>
    public static TailTable Of(double[] figures) => WithTail(figures, 0);

    /// <summary>The same with a tail that is never taken for steeper than <paramref name="leastTail"/>, in the unit of the figures.</summary>
    public static TailTable WithTail(double[] figures, double leastTail)
    {
        var known = Array.FindAll(figures, double.IsFinite);
        var at = new float[Points];
        if (known.Length == 0)
        {
            Array.Fill(at, float.MaxValue);
            return new TailTable(at, float.MaxValue);
        }

        Array.Sort(known);
        for (var point = 0; point < Points; point++)
        {
            var place = (1 - Math.Pow(10, -.1 * point)) * (known.Length - 1);
            var (low, part) = ((int)place, place - (int)place);
            at[point] = (float)(known[low] + (part * (known[Math.Min(low + 1, known.Length - 1)] - known[low])));
        }

        var (threshold, excess, count) = (at[Points - 1], 0.0, 0);
        foreach (var figure in known)
        {
            if (figure > threshold)
            {
                excess += figure - threshold;
                count++;
            }
        }

        var least = Math.Max(LeastTail * Math.Max(threshold - at[3], 1e-6), leastTail);
        return new TailTable(at, (float)Math.Max(count == 0 ? 0 : excess / count, least));
    }

    /// <summary>0 upwards; 2 for what one in a hundred of the past reached.</summary>
    public double Evidence(double figure)
    {
        if (!(figure > _at[0]))
        {
            return 0;
        }

        if (figure > _at[Points - 1])
        {
            return 2 + ((figure - _at[Points - 1]) / _tail / Math.Log(10));
        }

        var point = 1;
        while (figure > _at[point])
        {
            point++;
        }

        var width = _at[point] - _at[point - 1];
        return .1 * (point - 1 + (width > 0 ? (figure - _at[point - 1]) / width : 1));
    }

    public void Write(BinaryWriter writer)
    {
        Floats.Write(writer, _at);
        writer.Write(_tail);
    }

    public static TailTable Read(BinaryReader reader)
    {
        var at = Floats.Read(reader, Points);
        var tail = reader.ReadSingle();
        return tail > 0 ? new TailTable(at, tail) : throw new InvalidDataException("A tail of the host model is not above 0.");
    }
}
