using System.Globalization;
using System.Text.Json;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Web.Logs.Intake;

namespace Monitor.Web.Intake.Lines;

/// <summary>
/// Reads lines in the three forms in which programs send them: one JSON object, JSON objects one a line, plain text. Throws <see cref="JsonException"/>,
/// <see cref="BatchFormatException"/> or <see cref="BatchTooMuchException"/>; a bad line is counted and left out.
/// </summary>
internal static class LogPostParser
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 16 };

    public static void ReadObject(ReadOnlySpan<byte> json, LogPost post)
    {
        var reader = new Utf8JsonReader(json, Options);
        BatchParser.Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "The body is an object {host, source, lines}.");
        var hasLines = false;
        var lines = new List<(RawLine? Line, string? Source)>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isHost = Is(ref reader, "host"u8);
            var isSource = Is(ref reader, "source"u8);
            var isLines = Is(ref reader, "lines"u8);
            reader.Read();
            if (isLines)
            {
                BatchParser.Expect(!hasLines, "'lines' comes once.");
                hasLines = true;
                ReadLines(ref reader, lines);
            }
            else if (isHost)
            {
                post.Host = Name(ref reader, Host.NameLength) ?? post.Host;
            }
            else if (isSource)
            {
                post.Source = Name(ref reader, LogSource.NameLength) ?? post.Source;
            }
            else
            {
                reader.Skip();
            }
        }

        BatchParser.Expect(!reader.Read() && hasLines, "The body is one object {host, source, lines}.");
        foreach (var (line, source) in lines)
        {
            post.Add(line, source);
        }
    }

    /// <summary>A line that is no JSON object is refused alone: whoever writes lines may be cut off within one.</summary>
    public static void ReadRows(ReadOnlySpan<byte> body, LogPost post)
    {
        foreach (var range in body.Split((byte)'\n'))
        {
            var row = body[range].Trim(" \r\t"u8);
            if (row.IsEmpty)
            {
                continue;
            }

            try
            {
                var reader = new Utf8JsonReader(row, Options);
                var (line, source) = reader.Read() && reader.TokenType == JsonTokenType.StartObject ? ReadLine(ref reader) : (null, null);
                post.Add(reader.TokenType == JsonTokenType.EndObject && !reader.Read() ? line : null, source);
            }
            catch (JsonException)
            {
                post.Add(null, null);
            }
        }
    }

    public static void ReadText(ReadOnlySpan<byte> body, LogPost post)
    {
        foreach (var range in body.Split((byte)'\n'))
        {
            var row = body[range].TrimEnd((byte)'\r');
            if (!row.IsEmpty)
            {
                // What is no UTF-8 becomes the character that the cleaner knows as broken.
                post.Add(new RawLine(null, System.Text.Encoding.UTF8.GetString(row)), null);
            }
        }
    }

    private static void ReadLines(ref Utf8JsonReader reader, List<(RawLine?, string?)> lines)
    {
        BatchParser.Expect(reader.TokenType == JsonTokenType.StartArray, "'lines' is an array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (lines.Count > LogPost.MostLines)
            {
                throw new BatchTooMuchException("At most 50000 lines are taken at a time.");
            }

            if (reader.TokenType == JsonTokenType.StartObject)
            {
                lines.Add(ReadLine(ref reader));
            }
            else
            {
                // A text alone is a line of now.
                var text = LineText.Read(ref reader);
                lines.Add((text is null ? null : new RawLine(null, text), null));
            }
        }
    }

    private static (RawLine? Line, string? Source) ReadLine(ref Utf8JsonReader reader)
    {
        var (time, text, severity, source) = ((long?)null, (string?)null, (LogSeverity?)null, (string?)null);
        var isGood = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTime = Is(ref reader, "time"u8) || Is(ref reader, "t"u8);
            var isText = Is(ref reader, "text"u8);
            var isSeverity = Is(ref reader, "severity"u8);
            var isSource = Is(ref reader, "source"u8);
            reader.Read();
            if (isText)
            {
                text = LineText.Read(ref reader);
            }
            else if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }
            else if (isTime)
            {
                time = Time(ref reader);
                isGood &= time is not null;
            }
            else if (isSeverity)
            {
                severity = Severity(ref reader);
                isGood &= severity is not null;
            }
            else if (isSource)
            {
                source = TryName(ref reader, LogSource.NameLength, out var name) ? name : "";
            }
            else
            {
                reader.Skip();
            }
        }

        return (isGood && text is not null ? new RawLine(time, text, severity) : null, source);
    }

    private static long? Time(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return JsonNumber.Whole(ref reader);
        }

        return DateTimeOffset.TryParse(LineText.Read(ref reader), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUnixTimeMilliseconds()
            : null;
    }

    private static LogSeverity? Severity(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? LogSeverityName.Find(LineText.Read(ref reader) ?? "")
        : JsonNumber.Whole(ref reader) is >= 0 and <= 7 and var number ? (LogSeverity)number
        : null;

    /// <summary>Of all lines: without it nobody knows whose they are. Null where there is none.</summary>
    private static string? Name(ref Utf8JsonReader reader, int most)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        BatchParser.Expect(TryName(ref reader, most, out var name), "'host' and 'source' are names.");
        return name;
    }

    /// <summary>A text or a whole number.</summary>
    private static bool TryName(ref Utf8JsonReader reader, int most, out string name)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            return TextCheck.Read(ref reader, most, out name) is null;
        }

        name = JsonNumber.Whole(ref reader)?.ToString(CultureInfo.InvariantCulture) ?? "";
        return name.Length > 0;
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // A name that is half of a surrogate pair is nothing that is looked for.
            return false;
        }
    }
}
