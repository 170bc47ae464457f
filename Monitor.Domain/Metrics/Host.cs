namespace Monitor.Domain.Metrics;

/// <summary>A machine that is watched. Its name is text from outside: never trusted, always drawn as text.</summary>
public sealed class Host
{
    public const int NameLength = 200;

    public int Id { get; set; }

    public Guid Key { get; set; }

    public required string Name { get; set; }

    public int GroupId { get; set; }

    public int? TeamId { get; set; }

    public int? OwnerUserId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The server's clock when the last batch arrived; null before the first.</summary>
    public DateTimeOffset? LastSeenAt { get; set; }

    public DateTimeOffset? RetiredAt { get; set; }
}
