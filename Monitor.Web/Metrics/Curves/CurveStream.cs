using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>
/// Reads the curves of a plan a few at a time and writes them to the client as they come: memory holds some curves, never the answer. The first are read before
/// the answer begins, so that trouble still gets a status of its own; later trouble, or a page that takes long, ends the page early with <c>next</c>.
/// </summary>
internal sealed class CurveStream(SeriesReader reader, QuerySlots slots, TimeProvider time, ILogger<CurveStream> logger)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(4);

    private static readonly string[] CsvColumns = ["time", "series", "host", "metric", "labels", "value"];

    public async Task<IResult> BeginAsync(QueryPlan plan, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var first = plan.Chunks.Count == 0 ? [] : await ReadAsync(plan, 0, cancellationToken);
        return first is null ? TooBusy.Instance : new CurveAnswer(this, plan, first, started);
    }

    private async Task<IReadOnlyList<SeriesCurve>?> ReadAsync(QueryPlan plan, int chunk, CancellationToken cancellationToken)
    {
        using var slot = await slots.EnterAsync(plan.UserId, cancellationToken);
        return slot is null ? null : await reader.ReadAsync(plan.Chunks[chunk], plan.Range, plan.Points, cancellationToken);
    }

    /// <summary>Null when the page is to end here.</summary>
    private async Task<IReadOnlyList<SeriesCurve>?> ReadOnAsync(QueryPlan plan, int chunk, long started, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(started) > Budget)
        {
            return null;
        }

        try
        {
            return await ReadAsync(plan, chunk, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The status is sent already; whoever follows `next` gets the trouble, if it lasts, as a status of its own.
            logger.LogWarning(e, "A page of curves ended early, after {Series} of {All} series", plan.Chunks.Take(chunk).Sum(c => c.Length), plan.Series.Count);
            return null;
        }
    }

    private async Task WriteJsonAsync(PipeWriter body, QueryPlan plan, IReadOnlyList<SeriesCurve> first, long started, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("from", plan.Range.From.UtcDateTime);
        json.WriteString("to", plan.Range.To.UtcDateTime);
        json.WriteStartArray("items");
        var next = plan.Next;
        var curves = first;
        for (var chunk = 0; chunk < plan.Chunks.Count; chunk++)
        {
            if (chunk > 0 && await ReadOnAsync(plan, chunk, started, cancellationToken) is { } read)
            {
                curves = read;
            }
            else if (chunk > 0)
            {
                next = QueryPlan.Text(plan.Chunks[chunk - 1][^1]);
                break;
            }

            foreach (var curve in curves)
            {
                CurveJson.Write(json, curve);
            }

            await json.FlushAsync(cancellationToken);
            await FlushAsync(body, cancellationToken);
        }

        json.WriteEndArray();
        json.WriteString("next", next);
        json.WriteEndObject();
    }

    /// <summary>CSV has no place for <c>next</c> at its end: where it cannot go on, the connection is cut, and the client sees that the text is not whole.</summary>
    private async Task<bool> WriteCsvAsync(PipeWriter body, QueryPlan plan, IReadOnlyList<SeriesCurve> first, CancellationToken cancellationToken)
    {
        var text = new CsvText(CsvColumns);
        var curves = first;
        for (var chunk = 0; chunk < plan.Chunks.Count; chunk++)
        {
            if (chunk > 0)
            {
                if (await ReadOnAsync(plan, chunk, time.GetTimestamp(), cancellationToken) is not { } read)
                {
                    return false;
                }

                curves = read;
            }

            foreach (var (series, curve) in curves)
            {
                foreach (var point in curve.Points.Where(p => !double.IsNaN(p.Value)))
                {
                    text.Row(DateTimeOffset.FromUnixTimeMilliseconds(point.Time), series.Id, series.HostId, series.Metric, series.Labels, point.Value);
                }

                Encoding.UTF8.GetBytes(text.Take(), body);
                await FlushAsync(body, cancellationToken);
            }
        }

        Encoding.UTF8.GetBytes(text.Take(), body);
        await FlushAsync(body, cancellationToken);
        return true;
    }

    /// <summary>Waits while the client is behind.</summary>
    private static async Task FlushAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        if ((await body.FlushAsync(cancellationToken)).IsCompleted)
        {
            throw new OperationCanceledException("The client went away.", cancellationToken);
        }
    }

    private sealed class CurveAnswer(CurveStream stream, QueryPlan plan, IReadOnlyList<SeriesCurve> first, long started) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, gone) = (httpContext.Response, httpContext.RequestAborted);
            try
            {
                if (!plan.IsCsv)
                {
                    response.ContentType = "application/json; charset=utf-8";
                    await stream.WriteJsonAsync(response.BodyWriter, plan, first, started, gone);
                    return;
                }

                response.ContentType = "text/csv; charset=utf-8";
                if (plan.Next is { } next)
                {
                    response.Headers["Monitor-Next"] = next;
                }

                if (!await stream.WriteCsvAsync(response.BodyWriter, plan, first, gone))
                {
                    httpContext.Abort();
                }
            }
            catch (OperationCanceledException) when (gone.IsCancellationRequested)
            {
                // The client went away, and the reading ended with it.
            }
        }
    }
}
