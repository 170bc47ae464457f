namespace Monitor.Domain.RootCause.Runbooks;

/// <summary>What an administrator wrote down to be done about a cause. It does nothing before it is enabled, and runs as it is at its newest version.</summary>
public sealed class Runbook
{
    public int Id { get; set; }

    /// <summary>Unique.</summary>
    public required string Name { get; set; }

    /// <summary>Counts the changes from 1; each is kept as a <see cref="RunbookVersion"/>.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Off until an administrator switches it on; each change of what it does switches it off again.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>JSON of a <see cref="RunbookDefinition"/>.</summary>
    public required string Definition { get; set; }

    /// <summary>Concurrency token (xmin).</summary>
    public uint RowVersion { get; set; }
}

/// <summary>A runbook as it was at one version: runs point to it, so that what was run can always be read.</summary>
public sealed class RunbookVersion
{
    public int RunbookId { get; set; }

    public int Version { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Null when that person is gone.</summary>
    public int? UserId { get; set; }

    public required string Definition { get; set; }
}

/// <summary>The one switch of the whole feature, off at first. There is one row.</summary>
public sealed class RunbookSwitch
{
    public const int OnlyId = 1;

    public int Id { get; set; } = OnlyId;

    public bool IsOn { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public int? UserId { get; set; }
}
