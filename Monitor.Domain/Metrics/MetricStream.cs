namespace Monitor.Domain.Metrics;

/// <summary>One collector on one host: it emits one vector of values a tick.</summary>
public sealed class MetricStream
{
    public int Id { get; set; }

    public int HostId { get; set; }

    /// <summary>Which collector: <c>agent</c>, <c>server</c> (the product's own health), later scrapes and pushes.</summary>
    public required string Kind { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
