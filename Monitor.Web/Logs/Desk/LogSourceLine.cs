using Monitor.Domain.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>A source of lines as a list shows it.</summary>
public sealed record LogSourceLine(
    int Id, int HostId, string Host, LogSourceKind Kind, string Name, LogRetention Retention, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, long Lines, long Dropped, long Hostile,
    DateTimeOffset? BlockedAt, string? BlockReason);

/// <summary>Which sources: those of a host, whose name holds a text, and only those that something is the matter with.</summary>
/// <param name="After">The last one of the page before.</param>
public sealed record LogSourceFilter(int? HostId = null, string? Name = null, LogSourceTrouble Trouble = LogSourceTrouble.Any, int? After = null, int Limit = 100);

public enum LogSourceTrouble
{
    Any,
    Blocked,
    Hostile,
    Dropped,
}

/// <param name="Next">The last of the page where there are more; null at the end.</param>
public sealed record LogSourcePage(IReadOnlyList<LogSourceLine> Items, int? Next);

/// <summary>What became of a command; the message tells whoever is at the screen what to do.</summary>
public sealed record LogOutcome(bool IsDone, string Message)
{
    public static LogOutcome NotFound { get; } = new(false, "It does not exist, or it is not yours to see. Ask the list for what there is.");

    public static LogOutcome Done(string message) => new(true, message);

    public static LogOutcome Invalid(string message) => new(false, message);
}
