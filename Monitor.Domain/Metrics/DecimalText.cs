using System.Buffers.Text;
using System.Globalization;

namespace Monitor.Domain.Metrics;

/// <summary>
/// A finite double as the shortest decimal text that reads back as the same double, in UTF-8: the same text as the framework's, which searches for it. Most
/// measured values have few decimals, and those are found by trying. Two decimals of at most 15 digits are never the same double, so what reads back is the
/// shortest.
/// </summary>
public static class DecimalText
{
    /// <summary>No text is longer.</summary>
    public const int MaximumLength = 32;

    private const double MostDigits = 1e15;

    private static ReadOnlySpan<double> Powers => [1, 10, 100, 1_000, 10_000];

    /// <summary>Writes the text and returns its length. The destination holds <see cref="MaximumLength"/> bytes.</summary>
    public static int Write(double value, Span<byte> destination)
    {
        var magnitude = Math.Abs(value);
        for (var decimals = 0; decimals < Powers.Length && magnitude > 0; decimals++)
        {
            var whole = Math.Round(magnitude * Powers[decimals]);
            if (whole >= MostDigits)
            {
                break;
            }

            if (whole / Powers[decimals] == magnitude)
            {
                return WriteScaled(value < 0, (ulong)whole, decimals, destination);
            }
        }

        value.TryFormat(destination, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    private static int WriteScaled(bool isNegative, ulong whole, int decimals, Span<byte> destination)
    {
        var length = 0;
        if (isNegative)
        {
            destination[length++] = (byte)'-';
        }

        var power = (ulong)Powers[decimals];
        Utf8Formatter.TryFormat(whole / power, destination[length..], out var digits);
        length += digits;
        if (decimals == 0)
        {
            return length;
        }

        destination[length] = (byte)'.';
        var rest = whole % power;
        for (var place = decimals; place > 0; place--)
        {
            destination[length + place] = (byte)('0' + (rest % 10));
            rest /= 10;
        }

        return length + 1 + decimals;
    }
}
