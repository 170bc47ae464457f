using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Detection.Screens.Charts;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Single;

/// <summary>Reads what the page of one anomaly shows, within what the reader may see.</summary>
public sealed class AnomalyViewReader(AnomalyDesk desk, ExpectedBands bands, SeriesReader values, SeriesCatalog catalog, ProcessReader processes, TimeProvider time)
{
    private const int MostBefore = 10;
    private static readonly TimeSpan BackTo = TimeSpan.FromDays(90);
    private static readonly TimeSpan Room = TimeSpan.FromHours(3);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Null where it is not there for the reader.</summary>
    public async Task<AnomalyView?> ReadAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(actor, id, cancellationToken) is not { } line)
        {
            return null;
        }

        var filter = new AnomalyFilter(line.BeganAt - BackTo, line.BeganAt) { HostId = line.HostId, Metric = line.Metric, Limit = MostBefore };
        var before = await desk.ListAsync(actor, filter, cancellationToken);
        return new AnomalyView(line, before.Items, await processes.TopAsync(line.HostId, Peak(line), cancellationToken));
    }

    /// <summary>The series with its band, hours before and after; null where nothing is kept of it.</summary>
    public async Task<AnomalyChart?> ChartAsync(Actor actor, AnomalyLine line, int seriesId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var end = line.EndedAt ?? now;
        var from = end - line.BeganAt > Longest ? end - Longest : line.BeganAt - Room;
        var range = new TimeRange(from, end + Room < now ? end + Room : now);
        if (catalog.FindSeries(seriesId) is not { } series
            || await bands.ReadAsync(actor, series, range, line.Detector, cancellationToken) is not { } verdicts
            || (await values.ReadAsync([series], range, ExpectedPicture.MostPoints, cancellationToken))[0].Curve is not { Points.Count: > 0 } curve)
        {
            return null;
        }

        var tone = ChartMarkReader.Tone(line.Severity, line.Verdict, line.Hold);
        var value = line.SeriesId == seriesId ? line.Value : line.Parts.FirstOrDefault(p => p.SeriesId == seriesId)?.Value;
        return new AnomalyChart(
            series, ExpectedPicture.Of(range, curve, verdicts),
            value is { } v ? [new ChartMark(line.BeganAt.ToUnixTimeMilliseconds(), v, tone, line.Sentence, $"/anomalies/{line.Id}")] : [],
            [new ChartShade(line.BeganAt.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds(), tone)],
            !verdicts.Points.Any(p => p.HasBand));
    }

    /// <summary>A little after its beginning: what makes it is at the top by then.</summary>
    private static DateTimeOffset Peak(AnomalyLine line)
    {
        var soon = line.BeganAt.AddMinutes(1);
        return line.EndedAt is { } end && end < soon ? end : soon;
    }
}
