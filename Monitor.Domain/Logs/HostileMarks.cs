namespace Monitor.Domain.Logs;

/// <summary>Which marks tell of an attempt to deceive whoever reads the line or the program that does: these are counted, and rules watch the count.</summary>
public static class HostileMarks
{
    public const LogMarks All =
        LogMarks.LineBreak | LogMarks.Escape | LogMarks.Control | LogMarks.BrokenText | LogMarks.Direction | LogMarks.FormatString | LogMarks.Lookup
        | LogMarks.Markup | LogMarks.TooLong | LogMarks.ForgedTime | LogMarks.ForgedHost;

    public static bool AreHostile(this LogMarks marks) => (marks & All) != LogMarks.None;
}
