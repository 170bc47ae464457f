using System.Text.Json;

namespace Monitor.Agent.Delivery;

/// <summary>A refusal in words: the title and detail of a ProblemDetails where there is one.</summary>
internal static class ProblemText
{
    private const int Most = 300;

    public static string Of(int status, byte[] body, Uri? location)
    {
        if (status is >= 300 and < 400)
        {
            return $"{status}: the server sends elsewhere ({location}), which the agent does not follow: enrol with the address it points to";
        }

        var text = Read(body);
        return text.Length == 0 ? $"The server answered {status}" : $"{status}: {text}";
    }

    private static string Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return "";
            }

            var text = string.Join(": ", Property(json, "title"), Property(json, "detail")).Trim(':', ' ');
            return text.Length <= Most ? text : text[..Most];
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static string Property(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
