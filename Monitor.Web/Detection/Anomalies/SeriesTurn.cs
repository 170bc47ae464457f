using Monitor.Domain.Detection;

namespace Monitor.Web.Detection;

internal enum TurnKind
{
    Began,

    /// <summary>It is more severe than before.</summary>
    Grew,

    Ended,
}

/// <summary>Something that is to be written down about one series of a stream.</summary>
internal readonly record struct SeriesTurn(
    TurnKind Kind, int HostId, int StreamId, int Ordinal, DateTimeOffset At, double Value, AnomalyReading Reading, OpenAnomaly Anomaly, string Detector, bool IsPaused);
