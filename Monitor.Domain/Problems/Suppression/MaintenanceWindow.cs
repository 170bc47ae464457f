using Monitor.Domain.Metrics.Matching;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>
/// Planned work on hosts, once or again and again: while it lasts nobody is told about them, and they show the status Maintenance. The start is a wall
/// clock time in a zone of its own; the duration is real time.
/// </summary>
public sealed class MaintenanceWindow
{
    public const int NameLength = 200;
    public const int ZoneLength = 100;
    public const int RecurrenceLength = 500;

    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public int Id { get; set; }

    public required string Name { get; set; }

    public string Reason { get; set; } = "";

    /// <summary>One <see cref="Matcher"/> of hosts a line.</summary>
    public required string Matchers { get; set; }

    /// <summary>Wall clock time in <see cref="Zone"/> (kind Unspecified) of the first occurrence, or the day from which the recurrence counts.</summary>
    public DateTime StartsLocal { get; set; }

    public TimeSpan Duration { get; set; }

    /// <summary>An IANA name such as Europe/Berlin.</summary>
    public required string Zone { get; set; }

    /// <summary>See <see cref="Suppression.Recurrence"/>; null: once.</summary>
    public string? Recurrence { get; set; }

    public int? AuthorUserId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>From here on there is no occurrence any more; one in progress ends.</summary>
    public DateTimeOffset? CancelledAt { get; set; }

    /// <summary>Each moment ends the occurrence in which it lies; the start of an occurrence leaves it out.</summary>
    public DateTimeOffset[] Cuts { get; set; } = [];

    /// <summary>As of <see cref="Silence.GroupIds"/>.</summary>
    public int[] GroupIds { get; set; } = [];

    public int[] TeamIds { get; set; } = [];

    /// <summary>The key that the form or the caller made: unique, so that what comes twice is made once.</summary>
    public Guid? CommandKey { get; set; }

    /// <summary>Concurrency token (xmin).</summary>
    public uint RowVersion { get; set; }
}
