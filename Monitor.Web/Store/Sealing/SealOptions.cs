using System.ComponentModel.DataAnnotations;

namespace Monitor.Web.Store.Sealing;

/// <summary>How samples are sealed; section <c>Sealing</c>.</summary>
public sealed class SealOptions
{
    public const string Section = "Sealing";

    /// <summary>How long after its end the hours of a day are merged into one row.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "7.00:00:00", ErrorMessage = "Sealing:DayAfter is a time from 10 minutes to 7 days, such as 02:00:00.")]
    public TimeSpan DayAfter { get; set; } = TimeSpan.FromHours(2);

    /// <summary>For fault tests: the name of a <see cref="SealPhase"/> where the process kills itself.</summary>
    [EnumDataType(typeof(SealPhase), ErrorMessage = "Sealing:KillAt names a phase of sealing, and only for fault tests.")]
    public SealPhase KillAt { get; set; }
}

/// <summary>Moments of sealing at which a crash must lose nothing and double nothing.</summary>
public enum SealPhase
{
    None,
    HourLocked,
    HourWritten,
    HourCommitted,
    HourDropped,
    HourDropCommitted,
    LateWritten,
    LateCommitted,
    DayWritten,
    DayCommitted,
    DayDropped,
    DayDropCommitted,
    LogsWritten,
    LogsDeleted,
    LogsCommitted,
    LogDayWritten,
    LogDayCommitted,
}
