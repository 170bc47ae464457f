namespace Monitor.Domain.Access;

/// <summary>A one-time link with which an invited person (or one whose password is to be set anew) chooses a password.</summary>
public sealed class Invitation
{
    public int Id { get; set; }

    public int UserId { get; set; }

    public required byte[] SecretHash { get; set; }

    public int CreatedByUserId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }
}
