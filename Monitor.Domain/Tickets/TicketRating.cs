namespace Monitor.Domain.Tickets;

/// <summary>What the requester said of how it was solved. Asked for once, by a link that counts once.</summary>
public sealed class TicketRating
{
    public const int CommentLength = 2000;

    public int Id { get; set; }

    public int TicketId { get; set; }

    public required byte[] SecretHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>1 (bad) to 5 (good); null: not said yet.</summary>
    public int? Score { get; set; }

    public string Comment { get; set; } = "";

    public DateTimeOffset? RatedAt { get; set; }
}
