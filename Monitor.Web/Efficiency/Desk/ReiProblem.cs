using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Monitor.Web.Efficiency.Desk;

/// <summary>The refusals of this slice, and its files.</summary>
internal static class ReiProblem
{
    public static IResult NotFound => Of(404, "not-found", "There is no such thing", "There is no such host or group, or it is not yours to see.");

    public static IResult Invalid(string detail) => Of(400, "request-invalid", "The request is not valid", detail);

    public static IResult Conflict(string detail) => Of(409, "conflict", "Somebody else changed it", detail);

    public static bool IsFormat(string? format) => format is null or "csv" or "json";

    /// <summary>The "next" of the page before; none is the beginning.</summary>
    public static bool IsPlace(string? after, out int place)
    {
        place = 0;
        return after is null || int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out place);
    }

    public static IResult File(string? format, string name, Func<string> csv, Func<object> json) => format == "json"
        ? TypedResults.File(JsonSerializer.SerializeToUtf8Bytes(json(), JsonSerializerOptions.Web), "application/json; charset=utf-8", $"{name}.json")
        : TypedResults.File(Encoding.UTF8.GetBytes(csv()), "text/csv; charset=utf-8", $"{name}.csv");

    private static IResult Of(int status, string slug, string title, string detail) => TypedResults.Problem(detail, statusCode: status, title: title, type: $"/problems/{slug}");
}
