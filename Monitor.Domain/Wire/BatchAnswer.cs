namespace Monitor.Domain.Wire;

/// <summary>
/// The server's answer after the commit (200). <see cref="Time"/> is the server's clock in unix milliseconds; <see cref="NeedSchema"/> names
/// schema ids whose ticks were not stored and are to be sent again, in the same batch number, together with their names.
/// </summary>
public sealed record BatchAnswer
{
    public int Accepted { get; init; }

    public int Duplicate { get; init; }

    public IReadOnlyList<Rejection> Rejected { get; init; } = [];

    public long Time { get; init; }

    public IReadOnlyList<string> NeedSchema { get; init; } = [];

    /// <summary>By how many milliseconds the agent's next ticks should come later (negative: earlier), so that batches of many agents arrive together; null: as they do.</summary>
    public int? Shift { get; init; }

    /// <summary>What the agent is asked to do. Only an agent that says with <see cref="MetricBatch.Commands"/> that it understands them is ever sent any.</summary>
    public IReadOnlyList<WireCommand> Commands { get; init; } = [];
}

/// <summary>Samples refused for one reason, and what to do about it.</summary>
public sealed record Rejection(string Reason, int Count, string Help);

/// <summary>Sent once to <c>/api/v1/agents/enroll</c>, with the one-time token as bearer.</summary>
public sealed record EnrolRequest(string Name, WireInventory? Inventory);

/// <summary>The host's new identity and the agent's key (<c>mka_…</c>), which is shown this once.</summary>
public sealed record EnrolAnswer(int HostId, Guid HostKey, string AgentKey, string Name, int IntervalSeconds);
