namespace Monitor.Domain.Detection;

/// <summary>What a detector says of one value, from that value and what came before it.</summary>
public readonly record struct AnomalyReading
{
    /// <summary>Too little is known yet: nothing is said of the value.</summary>
    public bool IsLearning { get; init; }

    /// <summary>How unusual the value is: the sum of -log10 of tail probabilities, 0 upwards.</summary>
    public double Evidence { get; init; }

    /// <summary>0 to 1; grows with the evidence, 0.5 is where an alarm begins under the preset.</summary>
    public double Score { get; init; }

    /// <summary>Whether an anomaly goes on at this value.</summary>
    public bool IsAnomalous { get; init; }

    /// <summary>Whether an alarm begins at this value.</summary>
    public bool IsOnset { get; init; }

    public AnomalyKind Kind { get; init; }

    /// <summary>What was expected, with the band in which nearly all values lie (about 99 of 100).</summary>
    public double Expected { get; init; }

    public double Low { get; init; }

    public double High { get; init; }
}
