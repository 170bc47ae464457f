namespace Monitor.Domain.Metrics;

/// <summary>A one-time token with which a new agent introduces its host. Only the SHA-256 of the secret is kept.</summary>
public sealed class EnrolmentToken
{
    public int Id { get; set; }

    public required byte[] SecretHash { get; set; }

    public int GroupId { get; set; }

    public int? CreatedByUserId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }

    public int? HostId { get; set; }
}
