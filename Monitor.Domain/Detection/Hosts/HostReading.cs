namespace Monitor.Domain.Detection.Hosts;

/// <summary>One metric's part in what a host detector says; value, expected and band (about 99 of 100 values lie in it) in the metric's unit.</summary>
/// <param name="Metric">The number of its column, from 0.</param>
/// <param name="Share">Of what lies outside of the expectation over the last hour, 0 to 1; the shares of all metrics add up to 1.</param>
public readonly record struct MetricShare(int Metric, double Share, double Value, double Expected, double Low, double High);

/// <summary>What a host detector says of one row, from it and what came before.</summary>
public sealed record HostReading
{
    /// <summary>The score where an alarm begins under the preset.</summary>
    public const double AlarmScore = .5;

    /// <summary>The row could not be judged: it holds no value, or its time is not after the last one.</summary>
    public bool IsLearning { get; init; }

    /// <summary>How unusual the row is: the sum of -log10 of tail probabilities, 0 upwards. It stays high while metrics stay off.</summary>
    public double Evidence { get; init; }

    /// <summary>0 to 1: how much speaks for calling somebody now; <see cref="AlarmScore"/> is where an alarm begins under the preset.</summary>
    public double Score { get; init; }

    /// <summary>Whether an anomaly goes on at this row.</summary>
    public bool IsAnomalous { get; init; }

    /// <summary>Whether an alarm begins at this row: the second of two rows that stand out, or where it began within an hour of the last onset, the first one after that hour.</summary>
    public bool IsOnset { get; init; }

    /// <summary>Whether what goes on at this row began with an onset, at this row or before it: who lost sight of it since then, such as while nobody looked, takes it up here.</summary>
    public bool IsTold { get; init; }

    /// <summary>The metrics that weigh most, first the most; at most ten.</summary>
    public IReadOnlyList<MetricShare> Contributions { get; init; } = [];
}
