namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// How much further a row lies outside of how the metrics usually move together than three in four rows of the last five hours did: what has just begun stands out here, and what has
/// lasted for hours does not. The two rows before are left out, since what begins shows in part in them.
/// </summary>
public sealed class OutsideRise
{
    private const int LeftOut = 2;
    private const int MostRows = 600;
    private const double Share = .75;
    private static readonly TimeSpan Back = TimeSpan.FromHours(5);
    private static readonly TimeSpan Least = TimeSpan.FromHours(1);

    /// <summary>A ring; so many rows, so far, were put into it.</summary>
    private readonly float[] _outside;
    private readonly float[] _sorted;
    private readonly int _least;
    private int _rows;

    /// <param name="step">From row to row.</param>
    public OutsideRise(TimeSpan step)
    {
        var back = (int)Math.Clamp(Back / step, 1, MostRows);
        (_outside, _sorted) = (new float[back + LeftOut], new float[back]);
        _least = (int)Math.Clamp(Least / step, 1, back);
    }

    private OutsideRise(OutsideRise other) =>
        (_outside, _sorted, _least, _rows) = ((float[])other._outside.Clone(), new float[other._sorted.Length], other._least, other._rows);

    /// <summary>The same at this moment; each goes its own way from here.</summary>
    public OutsideRise Copy() => new(this);

    /// <summary>The next row's rise; NaN while less than an hour lies before it.</summary>
    /// <param name="outside">How far the row lies outside.</param>
    /// <param name="keep">Whether later rows are compared with it, too.</param>
    public double Take(double outside, bool keep)
    {
        var known = Math.Min(_rows - LeftOut, _sorted.Length);
        var rise = known < _least ? double.NaN : outside - Usual(known);
        if (keep)
        {
            _outside[_rows % _outside.Length] = (float)outside;
            _rows = _rows < int.MaxValue ? _rows + 1 : (_rows % _outside.Length) + _outside.Length + 1;
        }

        return rise;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_rows);
        Floats.Write(writer, _outside);
    }

    /// <summary>What was written, for the same step; an <see cref="EndOfStreamException"/> where it ends early.</summary>
    public static OutsideRise Read(BinaryReader reader, TimeSpan step)
    {
        var rise = new OutsideRise(step) { _rows = Math.Max(0, reader.ReadInt32()) };
        Floats.Read(reader, rise._outside.Length).CopyTo(rise._outside, 0);
        return rise;
    }

    private double Usual(int known)
    {
        var sorted = _sorted.AsSpan(0, known);
        for (var i = 0; i < known; i++)
        {
            sorted[i] = _outside[(_rows - LeftOut - known + i) % _outside.Length];
        }

        sorted.Sort();
        return sorted[(int)(Share * (known - 1))];
    }
}
