namespace Monitor.Domain.Metrics;

/// <summary>A batch whose events were stored: the key that makes events count once. Kept 8 days.</summary>
public sealed class AgentBatch
{
    /// <summary>The host whose agent sent it.</summary>
    public int AgentId { get; set; }

    public long Seq { get; set; }

    public DateTimeOffset ReceivedAt { get; set; }
}
