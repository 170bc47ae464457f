using Monitor.Domain.Detection;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>Makes anomalies of what detectors say of single series, and gives them to the book. They mark charts; none opens a ticket.</summary>
internal sealed class SeriesMarks(SeriesCatalog catalog, AnomalyBook book, MarkBudget budget, PatternBook patterns, LabelFactors factors, TimeProvider time)
{
    /// <summary>Before turns are taken: reads what people said, where that is due, and at first what was shown today already.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        await budget.LoadAsync(cancellationToken);
        await patterns.FreshAsync(cancellationToken);
        await factors.RefreshAsync(cancellationToken);
    }

    /// <summary>False: something is not written down yet.</summary>
    public Task<bool> WriteAsync(CancellationToken cancellationToken) => book.WriteAsync(cancellationToken);

    /// <summary>Takes all turns, and leaves the list empty.</summary>
    public void Take(List<SeriesTurn> turns)
    {
        foreach (var turn in turns)
        {
            if (catalog.FindStream(turn.StreamId)?.At(turn.Ordinal) is not { } series)
            {
                continue;
            }

            if (turn.Kind == TurnKind.Began)
            {
                book.Begin(Begun(series, turn));
                continue;
            }

            var key = new AnomalyKey(turn.HostId, AnomalySubject.Series, series.Id, turn.Anomaly.BeganAt);
            book.Change(new AnomalyChange(key, turn.Kind == TurnKind.Ended ? turn.At : null, turn.Anomaly.Evidence, turn.Anomaly.Score, turn.Anomaly.Severity));
        }

        turns.Clear();
    }

    private Anomaly Begun(SeriesEntry series, in SeriesTurn turn)
    {
        var reading = turn.Reading;
        var anomaly = new Anomaly
        {
            Subject = AnomalySubject.Series,
            HostId = turn.HostId,
            SeriesId = series.Id,
            Detector = turn.Detector,
            Kind = reading.Kind,
            Metric = series.Metric,
            Labels = series.Labels,
            BeganAt = turn.Anomaly.BeganAt,
            FoundAt = time.GetUtcNow(),
            Evidence = turn.Anomaly.Evidence,
            Score = turn.Anomaly.Score,
            Severity = turn.Anomaly.Severity,
            Value = turn.Value,
            Expected = reading.Expected,
            Low = reading.Low,
            High = reading.High,
            Sentence = MarkWords.Sentence(series, turn.Value, reading),
        };
        anomaly.Hold = turn.IsPaused ? AnomalyHold.Maintenance
            : patterns.Current.Knows(anomaly) ? AnomalyHold.KnownPattern
            : budget.Take(turn.HostId, series.Id, anomaly.BeganAt) ? null : AnomalyHold.Budget;
        return anomaly;
    }
}
