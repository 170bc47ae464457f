using Monitor.Domain.Logs;

namespace Monitor.Web.Logs.Intake;

/// <summary>When a line was written, as far as that is believed.</summary>
internal static class LogTimes
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>A relay that was away hands on what it kept; a device with a wrong clock is far from that.</summary>
    private static readonly TimeSpan SyslogBack = TimeSpan.FromDays(1);

    /// <param name="late">How late a line of an agent or a program may come.</param>
    /// <returns>The time to keep it under: where its own cannot be right, the arrival, and the mark.</returns>
    public static (DateTimeOffset At, LogMarks Marks) Of(long? unixMilliseconds, LogSourceKind kind, DateTimeOffset arrival, TimeSpan late)
    {
        if (unixMilliseconds is not { } milliseconds)
        {
            return (arrival, LogMarks.None);
        }

        var back = kind == LogSourceKind.Syslog && late > SyslogBack ? SyslogBack : late;
        var now = arrival.ToUnixTimeMilliseconds();
        return milliseconds <= now + Ahead.TotalMilliseconds && milliseconds >= now - back.TotalMilliseconds
            ? (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), LogMarks.None)
            : (arrival, LogMarks.ForgedTime);
    }
}
