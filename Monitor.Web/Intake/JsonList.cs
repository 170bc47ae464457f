using System.Text.Json;

namespace Monitor.Web.Intake;

internal static class JsonList
{
    /// <summary>
    /// Steps through an array of objects; the first call stands on the array's start, later ones at the end of the last object. True while the reader
    /// stands on the start of an object. A null in place of the array is an empty one.
    /// </summary>
    public static bool Next(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        Expect(reader.TokenType is JsonTokenType.StartArray or JsonTokenType.EndObject, what);
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        Expect(reader.TokenType == JsonTokenType.StartObject, what);
        return true;
    }

    /// <summary>The sentence is made for the one batch that needs it.</summary>
    private static void Expect(bool isSo, string what)
    {
        if (!isSo)
        {
            throw new BatchFormatException($"'{what}' is an array of objects.");
        }
    }
}

internal static class JsonNumber
{
    /// <summary>A whole number, or null for anything else.</summary>
    public static long? Whole(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
        {
            return number;
        }

        reader.Skip();
        return null;
    }

    /// <summary>A finite number, or null for anything else.</summary>
    public static double? Finite(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && double.IsFinite(number))
        {
            return number;
        }

        reader.Skip();
        return null;
    }
}
