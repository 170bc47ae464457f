using System.Globalization;
using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting;

/// <summary>The refusals of this slice as ProblemDetails, and what its routes read alike.</summary>
internal static class ForecastProblem
{
    public const int LargestPage = 500;

    public static IResult NotFound => Of(404, "not-found", "There is no such thing", ForecastOutcome.NotFound.Message);

    public static IResult BadLimit => Invalid($"'limit' is 1 to {LargestPage}.");

    public static IResult BadHorizon => Invalid($"'horizon' is one of {string.Join(", ", ForecastHorizons.All.Select(h => h.Name))}.");

    public static IResult BadGrid => Invalid($"'grid' is one of {string.Join(", ", Enum.GetNames<ForecastGrid>().Select(n => n.ToLowerInvariant()))}.");

    public static IResult Invalid(string detail) => Of(400, "request-invalid", "The request is not valid", detail);

    public static IResult Of(ForecastOutcome outcome) => outcome.Result switch
    {
        ForecastResult.NotFound => NotFound,
        ForecastResult.Conflict => Of(409, "conflict", "Somebody else changed it", outcome.Message),
        _ => Invalid(outcome.Message),
    };

    public static bool TryGrid(string? text, out ForecastGrid? grid)
    {
        grid = Enum.TryParse<ForecastGrid>(text, ignoreCase: true, out var named) && Enum.IsDefined(named) && !char.IsAsciiDigit(text![0]) ? named : null;
        return text is null || grid is not null;
    }

    /// <summary>The place of a list by series and grid, such as <c>17-short</c>.</summary>
    public static bool TryPlace(string? text, out (int SeriesId, ForecastGrid Grid)? place)
    {
        place = null;
        if (text?.Split('-') is [var series, var grid] && int.TryParse(series, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && TryGrid(grid, out var named))
        {
            place = (id, named!.Value);
        }

        return text is null || place is not null;
    }

    public static string Cursor(int seriesId, ForecastGrid grid) => string.Create(CultureInfo.InvariantCulture, $"{seriesId}-{Name(grid)}");

    public static string Name(ForecastGrid grid) => grid.ToString().ToLowerInvariant();

    private static IResult Of(int status, string slug, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: "/problems/" + slug);
}
