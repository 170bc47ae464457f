namespace Monitor.Domain.Logs.Records;

/// <summary>A form that lines of a program share: its words, with <c>&lt;*&gt;</c> where they differ.</summary>
public sealed class LogTemplate
{
    public const int ProgramLength = 130;

    /// <summary>Short enough for the index, whatever the letters: with the program at most 2,600 bytes.</summary>
    public const int PatternLength = 500;

    public int Id { get; set; }

    /// <summary>The program or file whose lines have it, the same on every host.</summary>
    public required string Program { get; set; }

    public required string Pattern { get; set; }

    public LogSeverity Severity { get; set; }

    public DateTimeOffset FirstSeenAt { get; set; }

    public int FirstHostId { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }

    public long Lines { get; set; }
}
