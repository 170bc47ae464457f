namespace Monitor.Web.Metrics;

/// <summary>503 for a query that found no slot.</summary>
internal sealed class TooBusy : IResult
{
    public static readonly TooBusy Instance = new();

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = "5";
        return MetricsProblem.Of(
            StatusCodes.Status503ServiceUnavailable, "server-busy", "Too many queries at once", "Three of one person run at the same time. Send the next when one has been answered.")
            .ExecuteAsync(httpContext);
    }
}
