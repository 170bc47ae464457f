using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

internal sealed record ProcessItem(int Pid, string Name, double CpuPercent, long MemoryBytes);

/// <summary>The busiest processes at a time; no time and no items where none were reported in the 5 minutes before.</summary>
internal sealed record ProcessList(DateTimeOffset? At, IReadOnlyList<ProcessItem> Items);

/// <summary>Without <c>pid</c> and <c>name</c> the busiest processes, with them the curve of one, as JSON or CSV.</summary>
internal readonly record struct ProcessParameters(int? Pid, string? Name, string? Measure, string? From, string? To, int? Points, string? Format);

/// <summary><c>GET /api/v1/hosts/{id}/processes</c></summary>
internal static class ProcessesEndpoint
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static async Task<IResult> GetAsync(
        int id, HttpContext context, AccessGate gate, IDbContextFactory<MonitorDb> contexts, ProcessReader reader, QuerySlots slots,
        TimeProvider time, [AsParameters] ProcessParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.HostsRead, cancellationToken);
        var (range, fault) = QueryParameters.Window(query.From, query.To, time.GetUtcNow(), Hour);
        if (range is null || (fault = Refusal(query)) is not null)
        {
            return MetricsProblem.Invalid(fault!);
        }

        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == id, cancellationToken))
            {
                return MetricsProblem.NotFound;
            }
        }

        if (query is not { Pid: { } pid, Name: { } name })
        {
            var top = await reader.TopAsync(id, range.To, cancellationToken);
            return TypedResults.Json(new ProcessList(
                top?.Time, [.. (top?.Processes ?? []).OrderByDescending(p => p.CpuPercent).Select(p => new ProcessItem(p.Pid, p.Name, p.CpuPercent, p.MemoryBytes))]));
        }

        using var slot = await slots.EnterAsync(actor.UserId ?? 0, cancellationToken);
        if (slot is null)
        {
            return TooBusy.Instance;
        }

        var curves = await reader.CurvesAsync(id, pid, name, range, query.Points ?? SeriesReader.MaximumPoints, cancellationToken);
        return query.Measure == "memory" ? Answer(curves.Memory, "memory", "memory_bytes") : Answer(curves.Cpu, "cpu", "cpu_percent");

        IResult Answer(Curve curve, string measure, string column) => query.Format == "csv"
            ? TypedResults.Text(Csv(curve, column), "text/csv")
            : TypedResults.Json(new
            {
                Pid = pid, Name = name, Measure = measure, range.From, range.To,
                Summary = new QuerySummary(curve.Summary.Count, Number(curve.Summary.Average), Number(curve.Summary.Minimum), Number(curve.Summary.Maximum), Number(curve.Summary.Last)),
                Points = curve.Points.Select(p => new object?[] { DateTimeOffset.FromUnixTimeMilliseconds(p.Time), Number(p.Value) }),
            });
    }

    private static string? Refusal(ProcessParameters query) =>
        (query.Pid is null) != (query.Name is null) ? "'pid' and 'name' belong together: an id alone is used again by others."
        : query.Name?.Contains('\0') == true ? "'name' has no NUL."
        : query.Measure is not (null or "cpu" or "memory") ? "'measure' is cpu or memory."
        : query.Format is not (null or "csv" or "json") ? "'format' is json or csv."
        : query.Points is < 2 or > SeriesReader.MaximumPoints ? $"'points' is 2 to {SeriesReader.MaximumPoints}."
        : null;

    private static string Csv(Curve curve, string column)
    {
        var csv = new CsvText("time", column);
        foreach (var point in curve.Points.Where(p => double.IsFinite(p.Value)))
        {
            csv.Row(DateTimeOffset.FromUnixTimeMilliseconds(point.Time), point.Value);
        }

        return csv.Take();
    }

    private static double? Number(double value) => double.IsFinite(value) ? value : null;
}
