using System.Text.Json;

namespace Monitor.Web.Intake;

/// <summary>The one check of texts from outside: length, valid Unicode, no NUL. Whatever else is in a text stays as it is.</summary>
internal static class TextCheck
{
    /// <summary>The string the reader stands on, or the fault: <see cref="Refusals.TextInvalid"/> or <see cref="Refusals.TextTooLong"/>.</summary>
    public static string? Read(ref Utf8JsonReader reader, int maximumLength, out string text)
    {
        text = "";
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            reader.Skip();
            return Refusals.TextInvalid;
        }

        // An escaped character takes 6 bytes at most: longer than that is not worth decoding.
        if (reader.ValueSpan.Length > (long)maximumLength * 6)
        {
            return Refusals.TextTooLong;
        }

        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Broken UTF-8 or half of a surrogate pair.
            return Refusals.TextInvalid;
        }

        return text.Length > maximumLength ? Refusals.TextTooLong : text.Length == 0 || text.Contains('\0') ? Refusals.TextInvalid : null;
    }
}
