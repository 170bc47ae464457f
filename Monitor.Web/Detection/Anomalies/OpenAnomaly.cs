using Monitor.Domain.Detection;
using Monitor.Domain.Problems;

namespace Monitor.Web.Detection;

/// <summary>An anomaly of a series while it goes on.</summary>
internal sealed class OpenAnomaly
{
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>The highest so far.</summary>
    public double Evidence { get; set; }

    /// <summary>The highest so far.</summary>
    public double Score { get; set; }

    public Severity Severity { get; set; }

    /// <summary>The time of the last value that was part of it.</summary>
    public DateTimeOffset LastAt { get; set; }

    /// <summary>Takes in a value of it; true when it is more severe than before.</summary>
    public bool Grow(DateTimeOffset at, in AnomalyReading reading)
    {
        LastAt = at;
        Evidence = Math.Max(Evidence, reading.Evidence);
        Score = Math.Max(Score, reading.Score);
        var severity = MarkWords.SeverityOf(Score, at - BeganAt);
        if (severity <= Severity)
        {
            return false;
        }

        Severity = severity;
        return true;
    }
}
