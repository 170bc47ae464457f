using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// Rows of the past, packed to one byte a figure (steps of 1/64), and how far a row lies from the eighth nearest of them (distance to nearest neighbours as in Ramaswamy, Rastogi and Shim
/// 2000). Whole numbers add up the same in any order, so that the answer does not depend on the machine's registers: those of 256 bits are used, or what the runtime puts in their place.
/// </summary>
internal sealed class NormalRows
{
    public const int MostRows = 3000;
    private const int MostBytes = 192 * 1024;
    private const int NearestRows = 8;
    private const int Lane = 32;
    private const double Steps = 64;
    private const sbyte Missing = -128;

    private readonly sbyte[] _rows;
    private readonly int[] _from;

    private NormalRows(int width, sbyte[] rows, int[] from) => (Width, _rows, _from) = (width, rows, from);

    /// <summary>Bytes a row takes.</summary>
    public int Width { get; }

    public int Count => _from.Length;

    /// <summary>At most 3000 rows and 192 KiB, evenly from those that are given.</summary>
    /// <param name="vectors">Packed rows of one width; a null row does not count.</param>
    public static NormalRows Of(IReadOnlyList<sbyte[]?> vectors, int width)
    {
        var usable = Enumerable.Range(0, vectors.Count).Where(i => vectors[i] is not null).ToArray();
        var count = Math.Min(Math.Min(MostRows, MostBytes / width), usable.Length);
        var (rows, from) = (new sbyte[count * width], new int[count]);
        for (var i = 0; i < count; i++)
        {
            from[i] = usable[(int)((long)i * usable.Length / count)];
            vectors[from[i]]!.CopyTo(rows, i * width);
        }

        return new NormalRows(width, rows, from);
    }

    public static int WidthOf(int figures) => (figures + Lane - 1) / Lane * Lane;

    /// <summary>Packs a vector; a figure that is missing in one of two rows does not count between them.</summary>
    public static void Pack(ReadOnlySpan<double> vector, Span<sbyte> packed)
    {
        packed.Clear();
        for (var i = 0; i < vector.Length; i++)
        {
            packed[i] = double.IsNaN(vector[i]) ? Missing : (sbyte)Math.Clamp(Math.Round(vector[i] * Steps), -127, 127);
        }
    }

    /// <summary>The distance of a packed row to its eighth nearest neighbour; rows that come from within so many rows of a place are left out.</summary>
    public double Distance(ReadOnlySpan<sbyte> row, int place = 0, int leftOut = 0)
    {
        Span<int> nearest = stackalloc int[NearestRows];
        nearest.Fill(int.MaxValue);
        var mine = MemoryMarshal.Cast<sbyte, Vector256<sbyte>>(row);
        var all = MemoryMarshal.Cast<sbyte, Vector256<sbyte>>(_rows.AsSpan());
        for (var other = 0; other < Count; other++)
        {
            if (Math.Abs(_from[other] - place) < leftOut)
            {
                continue;
            }

            var square = Square(mine, all.Slice(other * mine.Length, mine.Length));
            if (square < nearest[NearestRows - 1])
            {
                Insert(nearest, square);
            }
        }

        var known = nearest.IndexOf(int.MaxValue);
        return known == 0 ? 0 : Math.Sqrt(nearest[known < 0 ? NearestRows - 1 : known - 1]) / Steps;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        Floats.Write(writer, _rows);
    }

    public static NormalRows Read(BinaryReader reader, int width)
    {
        var count = reader.ReadInt32();
        if (count < 0 || count > MostRows || (long)count * width > MostBytes)
        {
            throw new InvalidDataException("The host model says that it has more rows than a model has.");
        }

        return new NormalRows(width, Floats.ReadBytes(reader, count * width), new int[count]);
    }

    private static int Square(ReadOnlySpan<Vector256<sbyte>> a, ReadOnlySpan<Vector256<sbyte>> b)
    {
        var (sum, missing) = (Vector256<int>.Zero, Vector256.Create(Missing));
        for (var i = 0; i < a.Length; i++)
        {
            var known = ~(Vector256.Equals(a[i], missing) | Vector256.Equals(b[i], missing));
            var (aLow, aHigh) = Vector256.Widen(a[i] & known);
            var (bLow, bHigh) = Vector256.Widen(b[i] & known);
            sum += Squares(aLow - bLow) + Squares(aHigh - bHigh);
        }

        return Vector256.Sum(sum);
    }

    private static Vector256<int> Squares(Vector256<short> off)
    {
        var (low, high) = Vector256.Widen(off);
        return (low * low) + (high * high);
    }

    private static void Insert(Span<int> nearest, int square)
    {
        var at = nearest.Length - 1;
        while (at > 0 && nearest[at - 1] > square)
        {
            nearest[at] = nearest[at - 1];
            at--;
        }

        nearest[at] = square;
    }
}
