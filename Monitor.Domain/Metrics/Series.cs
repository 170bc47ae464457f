namespace Monitor.Domain.Metrics;

/// <summary>One metric of a stream with its labels and its stable place in the stream's vector.</summary>
public sealed class Series
{
    public const int MetricLength = 200;

    public const int LabelsLength = 1000;

    public int Id { get; set; }

    public int StreamId { get; set; }

    /// <summary>Place in the stream's vector, from 0; it only grows and is never given to another series.</summary>
    public int Ordinal { get; set; }

    public required string Metric { get; set; }

    /// <summary>Canonical text of the labels (<see cref="LabelSet"/>): empty without labels.</summary>
    public required string Labels { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
