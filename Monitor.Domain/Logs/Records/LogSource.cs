namespace Monitor.Domain.Logs.Records;

/// <summary>Where lines of a host come from: one file, one unit of the journal, one program of syslog.</summary>
public sealed class LogSource
{
    public const int NameLength = 400;
    public const int BlockReasonLength = 500;

    public int Id { get; set; }

    public int HostId { get; set; }

    public LogSourceKind Kind { get; set; }

    /// <summary>The path, the unit or the program.</summary>
    public required string Name { get; set; }

    public LogRetention Retention { get; set; }

    public DateTimeOffset FirstSeenAt { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Lines kept, ever.</summary>
    public long Lines { get; set; }

    /// <summary>Lines that were not kept because there were too many, at the agent or here, ever.</summary>
    public long Dropped { get; set; }

    /// <summary>Lines with marks of an injection, ever.</summary>
    public long Hostile { get; set; }

    /// <summary>Since when nothing of it is kept; null where it is not blocked.</summary>
    public DateTimeOffset? BlockedAt { get; set; }

    /// <summary>Why, and by whom.</summary>
    public string? BlockReason { get; set; }
}
