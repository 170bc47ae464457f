namespace Monitor.Web.Metrics;

internal sealed record QuerySummary(long Count, double? Average, double? Minimum, double? Maximum, double? Last);

/// <summary>A curve for programs; points are [time, value], a null value marks a gap.</summary>
internal sealed record QueryCurve(int Id, int HostId, string Metric, string Labels, string Unit, QuerySummary Summary, IReadOnlyList<object?[]> Points);

/// <summary>The shape of the answer. It is never made as a whole: <see cref="CurveStream"/> writes it piece by piece.</summary>
internal sealed record QueryAnswer(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<QueryCurve> Items, string? Next);

/// <summary><c>GET /api/v1/query</c>: curves by series ids, or by host, metric and labels, in a window that has two ends, as JSON or CSV.</summary>
internal static class QueryEndpoint
{
    public static async Task<IResult> GetAsync(
        HttpContext context, QueryDesk desk, CurveStream stream, [AsParameters] QueryParameters query, CancellationToken cancellationToken)
    {
        var (plan, refusal) = await desk.PlanAsync(context.User, query, cancellationToken);
        return plan is null ? refusal! : await stream.BeginAsync(plan, cancellationToken);
    }
}
