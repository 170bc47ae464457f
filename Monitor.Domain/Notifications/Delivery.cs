namespace Monitor.Domain.Notifications;

/// <summary>
/// One notice for one recipient over one channel, made from an announcement in the transaction that marks the announcement as routed. Claimed, sent, tried
/// again, given up: each is visible here.
/// </summary>
public sealed class Delivery
{
    public const int SubjectLength = 300;
    public const int TextLength = 30_000;
    public const int ErrorLength = 1000;

    public long Id { get; set; }

    /// <summary>The announcement and the recipient: unique, so that nobody is told twice.</summary>
    public required string Key { get; set; }

    /// <summary>A channel's name: <c>mail</c>, <c>webhook</c>.</summary>
    public required string Channel { get; set; }

    /// <summary>Null for a channel that is no person's.</summary>
    public int? UserId { get; set; }

    /// <summary>The webhook or other target of a channel that is no person's.</summary>
    public int? TargetId { get; set; }

    public int? TicketId { get; set; }

    public required string Subject { get; set; }

    public required string Text { get; set; }

    /// <summary>Where it leads, as a path of the site.</summary>
    public string Address { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it is tried (again); null: it is not, because it is sent or given up.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Somebody tries it until then; afterwards anybody may.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset? GivenUpAt { get; set; }

    /// <summary>What went wrong the last time.</summary>
    public string Error { get; set; } = "";
}
