namespace Monitor.Web.Metrics;

/// <summary>The refusals of this slice as ProblemDetails.</summary>
internal static class MetricsProblem
{
    public static IResult Of(int status, string slug, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: "/problems/" + slug);

    public static IResult NotFound { get; } =
        Of(404, "not-found", "There is no such thing", "It does not exist, or it is not yours to see. Ask the list for what there is.");

    public static IResult Invalid(string detail) => Of(400, "request-invalid", "The request is not valid", detail);
}
