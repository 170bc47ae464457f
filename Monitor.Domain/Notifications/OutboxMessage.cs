namespace Monitor.Domain.Notifications;

/// <summary>An announcement written in the transaction of the change it announces; consumers claim rows and mark them done.</summary>
public sealed class OutboxMessage
{
    public long Id { get; set; }

    /// <summary>What happened, such as <c>problem.opened</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>The thing it happened to, such as <c>problem/17</c>.</summary>
    public required string Key { get; set; }

    /// <summary>JSON.</summary>
    public required string Payload { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The problem that a notice is about; null for everything else.</summary>
    public int? ProblemId { get; set; }

    /// <summary>Why a notice was not sent; null: it was.</summary>
    public string? HeldReason { get; set; }

    /// <summary>When it was turned into notices for people and channels; null: that is still to come.</summary>
    public DateTimeOffset? RoutedAt { get; set; }
}
