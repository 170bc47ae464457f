namespace Monitor.Domain.Notifications;

/// <summary>An address of another system that is told of events, signed with a secret that is kept encrypted and never shown.</summary>
public sealed class Webhook
{
    public const int NameLength = 100;
    public const int UrlLength = 1000;

    public int Id { get; set; }

    public required string Name { get; set; }

    public required string Url { get; set; }

    /// <summary>Kinds of announcements such as <c>ticket.opened</c>.</summary>
    public string[] Events { get; set; } = [];

    /// <summary>Encrypted by the key ring.</summary>
    public required byte[] Secret { get; set; }

    public bool IsEnabled { get; set; } = true;

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Concurrency token (xmin).</summary>
    public uint RowVersion { get; set; }
}
