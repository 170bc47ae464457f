namespace Monitor.Domain.Metrics;

/// <summary>A tag <c>key=value</c> of a host.</summary>
public sealed class HostTag
{
    public int HostId { get; set; }

    public required string Key { get; set; }

    public required string Value { get; set; }
}
