namespace Monitor.Domain.Metrics;

/// <summary>A text state of a host since a moment, such as <c>agent.spool = "dropping oldest"</c>. Rows are changes, not samples.</summary>
public sealed class HostState
{
    public int HostId { get; set; }

    public required string Name { get; set; }

    public required string Text { get; set; }

    public DateTimeOffset Since { get; set; }
}
