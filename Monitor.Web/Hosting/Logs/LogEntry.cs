using System.Text.Json;
using System.Text.Json.Serialization;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Hosting;

/// <summary>One line of the product's own log.</summary>
public sealed record LogEntry(
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("level")] string Level,
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("error"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error)
{
    private const int LongestText = 8_000;

    /// <summary>
    /// Always exactly one line: the JSON encoder writes every control character, every bidirectional mark and everything beyond ASCII as an escape, so that text
    /// from outside can neither begin a new record nor steer a terminal.
    /// </summary>
    public string ToLine() => JsonSerializer.Serialize(this with { Message = Shortened(Message)!, Error = Shortened(Error) });

    public static LogEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<LogEntry>(line);
        }
        catch (JsonException)
        {
            // The last line of a file whose writer was killed may be half a line.
            return null;
        }
    }

    private static string? Shortened(string? text) => text is null ? null : WholeText.Cut(text, LongestText);
}
