namespace Monitor.Domain.Forecasting;

/// <summary>What became of a prediction.</summary>
public enum PredictionOutcome
{
    /// <summary>A forecast said so once; nobody is told before it is said again.</summary>
    Candidate,

    /// <summary>Told, and its time is not over.</summary>
    Open,

    /// <summary>It came.</summary>
    Hit,

    /// <summary>Its time is over and it did not come.</summary>
    False,

    /// <summary>The forecast took it back before its time was over.</summary>
    Withdrawn,

    /// <summary>It came, and nobody had been told.</summary>
    Missed,

    /// <summary>Nobody can say: the rule, the series or the host went away before.</summary>
    Unknown,
}
