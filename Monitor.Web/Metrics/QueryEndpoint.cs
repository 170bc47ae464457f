using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

internal sealed record QuerySummary(long Count, double? Average, double? Minimum, double? Maximum, double? Last);

/// <summary>A curve for programs; points are [time, value], a null value marks a gap.</summary>
internal sealed record QueryCurve(int Id, int HostId, string Metric, string Labels, string Unit, QuerySummary Summary, IReadOnlyList<object?[]> Points);

internal sealed record QueryAnswer(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<QueryCurve> Items, string? Next);

/// <summary><c>GET /api/v1/query</c>: curves by series ids, or by host and metric, in a window that has two ends, as JSON or CSV.</summary>
internal static class QueryEndpoint
{
    public static async Task<IResult> GetAsync(
        HttpContext context, AccessGate gate, IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, SeriesReader reader, TimeProvider time,
        [AsParameters] QueryParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.HostsRead, cancellationToken);
        var (range, fault) = query.Range(time.GetUtcNow());
        if (range is null || query.Points is < 2 or > SeriesReader.MaximumPoints || query.Format is not (null or "json" or "csv"))
        {
            return MetricsProblem.Invalid(fault ?? $"'points' is 2 to {SeriesReader.MaximumPoints}, 'format' is json or csv.");
        }

        if (query.SeriesIds() is not { } ids || (ids.Count == 0 && (query.Host is null || query.Metric is null)))
        {
            return MetricsProblem.Invalid($"Name series=ID,… (at most {SeriesReader.MaximumSeries}), or host=ID and metric=NAME.");
        }

        var series = ids.Count > 0
            ? ids.Select(catalog.FindSeries).ToList()
            : [.. catalog.SeriesOf(query.Host!.Value, query.Metric).Where(s => query.Labels is null || s.Labels == query.Labels)];
        int[] hosts = [.. series.Select(s => s?.HostId ?? 0).Append(query.Host ?? series.FirstOrDefault()?.HostId ?? 0).Distinct()];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Hosts.VisibleHosts(actor, db).CountAsync(h => hosts.Contains(h.Id), cancellationToken) < hosts.Length)
        {
            return MetricsProblem.NotFound;
        }

        if (series.Count > SeriesReader.MaximumSeries)
        {
            return MetricsProblem.Invalid($"More than {SeriesReader.MaximumSeries} series match. Name the labels, or ask by series ids.");
        }

        var curves = await reader.ReadAsync([.. series.OfType<SeriesEntry>()], range, query.Points ?? SeriesReader.MaximumPoints, cancellationToken);
        return query.Format == "csv" ? Csv(curves) : TypedResults.Json(new QueryAnswer(range.From, range.To, [.. curves.Select(Item)], null));
    }

    private static QueryCurve Item(SeriesCurve curve)
    {
        var (series, summary) = (curve.Series, curve.Curve.Summary);
        return new QueryCurve(
            series.Id, series.HostId, series.Metric, series.Labels, MetricCatalog.Find(series.Metric).Unit.ToString(),
            new QuerySummary(summary.Count, Number(summary.Average), Number(summary.Minimum), Number(summary.Maximum), Number(summary.Last)),
            [.. curve.Curve.Points.Select(p => new object?[] { DateTimeOffset.FromUnixTimeMilliseconds(p.Time).UtcDateTime, Number(p.Value) })]);
    }

    private static IResult Csv(IReadOnlyList<SeriesCurve> curves)
    {
        var text = new CsvText("time", "series", "host", "metric", "labels", "value");
        foreach (var (series, curve) in curves)
        {
            foreach (var point in curve.Points.Where(p => !double.IsNaN(p.Value)))
            {
                text.Row(DateTimeOffset.FromUnixTimeMilliseconds(point.Time), series.Id, series.HostId, series.Metric, series.Labels, point.Value);
            }
        }

        return Results.Text(text.ToString(), "text/csv; charset=utf-8");
    }

    private static double? Number(double value) => double.IsNaN(value) ? null : value;
}
