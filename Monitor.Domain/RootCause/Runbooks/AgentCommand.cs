namespace Monitor.Domain.RootCause.Runbooks;

public enum CommandState
{
    /// <summary>The agent has not been told.</summary>
    Waiting,

    /// <summary>It was in an answer to the agent, which has not said anything about it.</summary>
    Delivered,

    /// <summary>The agent has begun.</summary>
    Running,
    Succeeded,
    Failed,
    Refused,
    Expired,
    Cancelled,

    /// <summary>It may have been done.</summary>
    Unknown,
}

/// <summary>
/// One action that one agent is asked to do, once. The agent is told until it answers or the time is over, and keeps the number of what it has begun: at
/// most once is it done.
/// </summary>
public sealed class AgentCommand
{
    public const int OutputLength = 4096;

    /// <summary>Random: nobody but the host's agent learns it.</summary>
    public Guid Id { get; set; }

    public int HostId { get; set; }

    public long RunId { get; set; }

    public int Step { get; set; }

    public required string Action { get; set; }

    public string? Parameter { get; set; }

    public bool IsDryRun { get; set; }

    public CommandState State { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>By the server's clock. Not begun by then, it never is.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? DeliveredAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Of the program; null where there was none.</summary>
    public int? ExitCode { get; set; }

    /// <summary>What the agent said, inert and masked.</summary>
    public string Output { get; set; } = "";

    public bool IsOpen => State is CommandState.Waiting or CommandState.Delivered or CommandState.Running;
}
