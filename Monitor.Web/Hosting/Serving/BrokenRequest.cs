using System.Text.Json;
using System.Text.RegularExpressions;

namespace Monitor.Web.Hosting;

/// <summary>The framework's message about a request that cannot be read, as a sentence for the person who wrote the program.</summary>
internal static partial class BrokenRequest
{
    public static (string Slug, string Title, string Detail) Say(int status) => status switch
    {
        404 => ("not-found", "There is no such thing", "No endpoint has this path. /openapi/v1.json names all of them."),
        405 => ("method", "The method is not known here", "This path takes another method. /openapi/v1.json names it."),
        415 => ("media-type", "The body is not JSON by its header", "Send JSON, with 'Content-Type: application/json'."),
        _ => ("broken-request", "The request is broken.", "/openapi/v1.json describes what is expected."),
    };

    /// <summary>A chunk that says it is longer than a number holds: the server's own reader tells it as a fault of the connection.</summary>
    public static bool IsNonsense(Exception? fault) => fault is IOException { InnerException: OverflowException };

    /// <summary>A page was asked for under no name, or a port that there is not: no address can be made of it. Health checks of old programs send no name either, and need none.</summary>
    public static bool HasNoAddress(HttpContext context, Exception? fault) =>
        fault is UriFormatException && !Uri.TryCreate($"{context.Request.Scheme}://{context.Request.Host}", UriKind.Absolute, out _);

    public static string Say(BadHttpRequestException fault)
    {
        if (fault.StatusCode == StatusCodes.Status415UnsupportedMediaType)
        {
            return Say(fault.StatusCode).Detail;
        }

        if (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return "The body is too large. Send less at a time.";
        }

        if (fault.InnerException is JsonException json)
        {
            var place = json.LineNumber is { } line ? $" (line {line + 1}, byte {json.BytePositionInLine + 1}{(json.Path is { Length: > 1 } path ? ", at " + path : "")})" : "";
            return $"The body is not JSON of the expected shape{place}. /openapi/v1.json describes it.";
        }

        if (Unbound().Match(fault.Message) is { Success: true } unbound)
        {
            return $"The parameter `{JsonNamingPolicy.CamelCase.ConvertName(unbound.Groups["name"].Value)}` must be {Kind(unbound.Groups["type"].Value)}.";
        }

        if (fault.Message.Contains("no body was provided", StringComparison.Ordinal) || fault.Message.EndsWith("was not provided from body.", StringComparison.Ordinal))
        {
            return "The request needs a JSON body. /openapi/v1.json describes it.";
        }

        return Missing().Match(fault.Message) is { Success: true } missing
            ? $"The parameter `{missing.Groups["name"].Value}` is missing."
            : "It is not an HTTP request that can be read. /openapi/v1.json describes what is expected.";
    }

    private static string Kind(string type) =>
        type.Contains("bool", StringComparison.OrdinalIgnoreCase) ? "true or false"
        : type.Contains("DateTime", StringComparison.OrdinalIgnoreCase) ? "a time such as 2026-11-20T12:00:00Z"
        : type.Contains("DateOnly", StringComparison.OrdinalIgnoreCase) ? "a day such as 2026-11-20"
        : type.Contains("double", StringComparison.OrdinalIgnoreCase) || type.Contains("decimal", StringComparison.OrdinalIgnoreCase) ? "a number with a point, such as 12.5"
        : type.Contains("int", StringComparison.OrdinalIgnoreCase) || type.Contains("long", StringComparison.OrdinalIgnoreCase) ? "a whole number"
        : "a value of the kind that /openapi/v1.json describes";

    [GeneratedRegex("^Failed to bind parameter \"(?<type>[^\"]*) (?<name>[^\" ]+)\" from \"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unbound();

    [GeneratedRegex("parameter \"[^\"]* (?<name>[^\" ]+)\" was not provided from ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Missing();
}
