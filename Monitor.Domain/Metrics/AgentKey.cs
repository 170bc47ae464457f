namespace Monitor.Domain.Metrics;

/// <summary>An agent's credential, bound to one host. Only the SHA-256 of the secret is kept; two may be valid while one is rotated.</summary>
public sealed class AgentKey
{
    public int Id { get; set; }

    public int HostId { get; set; }

    public required byte[] SecretHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
