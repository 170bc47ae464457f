using System.Buffers.Text;

namespace Monitor.Web.Intake;

/// <summary>
/// Reads the values of a tick as nearly every agent writes them: digits, a point and digits, or null, with commas between and no blanks. Token by token a
/// general reader takes longer for them than for everything else in a batch. Digits as a whole number below 2^53, divided by an exact power of ten, are the
/// nearest double, as any correct reader finds it.
/// </summary>
internal static class PlainValues
{
    private const int ExactDigits = 15;

    private static ReadOnlySpan<double> Powers =>
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <param name="text">What follows the opening bracket.</param>
    /// <param name="batch">Takes the values.</param>
    /// <param name="most">Values that the batch may hold.</param>
    /// <returns>Bytes up to the closing bracket; 0, and the batch as it was, where anything is written in another way.</returns>
    public static int Read(ReadOnlySpan<byte> text, IncomingBatch batch, int most)
    {
        var before = batch.ValueCount;
        var place = 0;
        while (batch.ValueCount < most && ReadOne(text, ref place, out var value) && place < text.Length)
        {
            batch.AddValue(value);
            if (text[place] == ']')
            {
                return place;
            }

            if (text[place++] != ',')
            {
                break;
            }
        }

        batch.KeepValues(before);
        return 0;
    }

    private static bool ReadOne(ReadOnlySpan<byte> text, ref int place, out double value)
    {
        value = double.NaN;
        if (place < text.Length && text[place] == 'n')
        {
            var isNull = text[place..].StartsWith("null"u8);
            place += isNull ? 4 : 0;
            return isNull;
        }

        var start = place;
        var isNegative = place < text.Length && text[place] == '-';
        place += isNegative ? 1 : 0;
        var first = place;
        var whole = Digits(text, ref place, 0);
        var (digits, decimals) = (place - first, 0);
        if (digits == 0 || (digits > 1 && text[first] == '0'))
        {
            return false;
        }

        if (place < text.Length && text[place] == '.')
        {
            var point = ++place;
            whole = Digits(text, ref place, whole);
            decimals = place - point;
            if (decimals == 0)
            {
                return false;
            }
        }

        if (digits + decimals > ExactDigits)
        {
            return Utf8Parser.TryParse(text[start..place], out value, out var taken) && taken == place - start && double.IsFinite(value);
        }

        value = whole / Powers[decimals];
        value = isNegative ? -value : value;
        return true;
    }

    private static ulong Digits(ReadOnlySpan<byte> text, ref int place, ulong known)
    {
        while (place < text.Length && (uint)(text[place] - '0') is var digit and <= 9)
        {
            // May run over where there are too many; then it is not used.
            known = (known * 10) + digit;
            place++;
        }

        return known;
    }
}
