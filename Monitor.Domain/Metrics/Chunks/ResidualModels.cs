using System.Numerics;
using System.Runtime.CompilerServices;

namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// How a residual becomes bits, for both directions: the number of significant bits of its magnitude by a tree of as many decisions as the largest needs,
/// chosen by the size of the one before; then the two bits below the leading one, learned for each size; the rest as they are; then the sign. All arithmetic wraps, so that every
/// 64-bit number comes back.
/// </summary>
internal static class ResidualModels
{
    public const int Cells = SignStart + (Contexts * 2);

    public const int MostLevels = 6;

    private const int Contexts = 3;
    private const int Tree = 64;
    private const int Largest = 63; // sizes from here on share a class and are written whole
    private const int TopStart = Contexts * Tree;
    private const int TopCells = 4;
    private const int SignStart = TopStart + (Tree * TopCells);

    public static void Reset(Span<uint> cells) => cells.Fill(RangeModel.Unknown);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Size(long residual) => 64 - BitOperations.LeadingZeroCount(Magnitude(residual));

    /// <summary>Decisions that tell all sizes up to this one apart: none where every residual is 0.</summary>
    public static int Levels(int largestSize) => 32 - BitOperations.LeadingZeroCount((uint)Math.Min(largestSize, Largest));

    public static void Write(ref RangeEncoder encoder, scoped Span<uint> cells, int levels, long residual, ref State state)
    {
        var magnitude = Magnitude(residual);
        var size = 64 - BitOperations.LeadingZeroCount(magnitude);
        var kind = Math.Min(size, Largest);
        var tree = cells.Slice(state.Context * Tree, Tree);
        var node = 1;
        for (var level = levels - 1; level >= 0; level--)
        {
            var bit = (uint)(kind >> level) & 1;
            encoder.Write(bit, ref tree[node]);
            node = (node << 1) | (int)bit;
        }

        if (kind == Largest)
        {
            encoder.WriteRaw(magnitude, 64);
        }
        else if (size > 1)
        {
            WriteTop(ref encoder, cells.Slice(TopStart + (kind * TopCells), TopCells), magnitude, size - 1);
        }

        if (size > 0)
        {
            var negative = residual < 0 ? 1U : 0U;
            encoder.Write(negative, ref cells[SignStart + (state.Context * 2) + state.Sign]);
            state.Sign = (int)negative;
        }

        state.Saw(size);
    }

    public static long Read(ref RangeDecoder decoder, scoped Span<uint> cells, int levels, ref State state)
    {
        var tree = cells.Slice(state.Context * Tree, Tree);
        var node = 1;
        for (var level = 0; level < levels; level++)
        {
            node = (node << 1) | (int)decoder.Read(ref tree[node]);
        }

        var size = node - (1 << levels);
        ulong magnitude;
        if (size == Largest)
        {
            magnitude = decoder.ReadRaw(64);
            size = 64 - BitOperations.LeadingZeroCount(magnitude);
        }
        else
        {
            magnitude = size > 1 ? ReadTop(ref decoder, cells.Slice(TopStart + (size * TopCells), TopCells), size - 1) : (ulong)size;
        }

        var negative = 0U;
        if (size > 0)
        {
            negative = decoder.Read(ref cells[SignStart + (state.Context * 2) + state.Sign]);
            state.Sign = (int)negative;
        }

        state.Saw(size);
        return negative == 0 ? (long)magnitude : unchecked(-(long)magnitude);
    }

    private static void WriteTop(ref RangeEncoder encoder, scoped Span<uint> cells, ulong magnitude, int rest)
    {
        var node = 1;
        for (var learned = 0; learned < 2 && rest > 0; learned++)
        {
            rest--;
            var bit = (uint)(magnitude >> rest) & 1;
            encoder.Write(bit, ref cells[node]);
            node = (node << 1) | (int)bit;
        }

        encoder.WriteRaw(magnitude & ((1UL << rest) - 1), rest);
    }

    private static ulong ReadTop(ref RangeDecoder decoder, scoped Span<uint> cells, int rest)
    {
        var magnitude = 1UL;
        for (var node = 1; node < TopCells && rest > 0;)
        {
            rest--;
            var bit = decoder.Read(ref cells[node]);
            magnitude = (magnitude << 1) | bit;
            node = (node << 1) | (int)bit;
        }

        return (magnitude << rest) | decoder.ReadRaw(rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Magnitude(long residual) => residual < 0 ? unchecked((ulong)-residual) : (ulong)residual;

    /// <summary>What the residuals before say about the next: nothing moved, less than usual, or more.</summary>
    internal struct State
    {
        private int _usual;

        public int Context { get; private set; }

        public int Sign { get; set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Saw(int size)
        {
            Context = size == 0 ? 0 : (size << 4) > _usual ? 2 : 1;
            _usual += ((size << 4) - _usual) / 8;
        }
    }
}
