using Monitor.Domain.Metrics;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Listing;

/// <summary>The small pictures of a list: the hours around each anomaly. For lines that the reader was given: nothing is checked here.</summary>
public sealed class AnomalyPictures(SeriesReader reader, SeriesCatalog catalog, TimeProvider time)
{
    private const int Points = 90;

    /// <summary>Null where nothing is kept of that time, or the series is gone.</summary>
    public async Task<AnomalyCurve?> ReadAsync(AnomalyLine line, CancellationToken cancellationToken)
    {
        var part = line.Parts.FirstOrDefault(p => p.SeriesId is not null);
        if ((line.SeriesId ?? part?.SeriesId) is not { } id || catalog.FindSeries(id) is not { } series)
        {
            return null;
        }

        var range = AnomalyCurve.Around(line, time.GetUtcNow());
        var curve = (await reader.ReadAsync([series], range, Points, cancellationToken))[0].Curve;
        var band = line.SeriesId is null ? (part!.Low, part.High) : line is { Low: { } low, High: { } high } ? (low, high) : ((double, double)?)null;
        return AnomalyCurve.Of(line, range, curve.Points, band, $"{Domain.Problems.ProblemSentence.Subject(series.Metric, series.Labels)} over {ValueText.Duration(range.To - range.From)}, with what was expected");
    }
}
