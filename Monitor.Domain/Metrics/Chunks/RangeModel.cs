using System.Runtime.CompilerServices;

namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// How likely the next bit of one kind is a 0, learned from those before: the high 16 bits of a cell are the probability, the low 16 how often it was
/// asked. The first bits teach much, later ones less, down to 1/<see cref="Slowest"/>.
/// </summary>
internal static class RangeModel
{
    public const uint Unknown = 0x8000_0000;

    private const int Slowest = 48;
    private static readonly uint[] Rates = [.. Enumerable.Range(0, Slowest).Select(n => (uint)(65536 / (n + 1.6)))];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Probability(uint cell) => cell >> 16;

    /// <summary>The cell after one more bit. The probability stays within 1/2048 of certainty, so that a surprise is never too dear.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Learn(uint cell, uint bit)
    {
        var probability = (int)(cell >> 16);
        var asked = cell & 0xFFFF;
        var target = bit == 0 ? 65536 - Floor : Floor;
        probability += (int)(((target - probability) * (long)Rates[asked]) >> 16);
        return ((uint)probability << 16) | (asked < Slowest - 1 ? asked + 1 : asked);
    }

    private const int Floor = 24;
}
