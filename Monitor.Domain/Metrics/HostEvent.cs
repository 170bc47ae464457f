namespace Monitor.Domain.Metrics;

/// <summary>Something that happened on a host at a moment: a reboot, a deploy, an agent's restart.</summary>
public sealed class HostEvent
{
    public long Id { get; set; }

    public int HostId { get; set; }

    public DateTimeOffset At { get; set; }

    public required string Kind { get; set; }

    public required string Text { get; set; }
}
