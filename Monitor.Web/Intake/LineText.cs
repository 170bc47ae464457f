using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Monitor.Web.Intake;

/// <summary>
/// The text of a line as JSON has it. A name that is no Unicode is refused, but a line of a log is evidence: what is broken in it is read as it is, so that the
/// cleaner can show and mark it.
/// </summary>
internal static class LineText
{
    /// <summary>The string the reader stands on; null where it stands on anything else.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Broken UTF-8, or half of a surrogate pair.
            var raw = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
            return reader.ValueIsEscaped ? Unescaped(Encoding.UTF8.GetString(raw)) : Encoding.UTF8.GetString(raw);
        }
    }

    /// <summary>The reader has checked that each escape is whole.</summary>
    private static string Unescaped(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                result.Append(text[at]);
                continue;
            }

            at++;
            if (text[at] == 'u')
            {
                result.Append((char)ushort.Parse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                at += 4;
                continue;
            }

            result.Append(text[at] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var itself => itself });
        }

        return result.ToString();
    }
}
