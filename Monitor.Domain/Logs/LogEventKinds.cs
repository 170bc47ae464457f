namespace Monitor.Domain.Logs;

/// <summary>What is told of a host's lines as an event of the host.</summary>
public static class LogEventKinds
{
    /// <summary>An error of a form that none of the program's lines had before.</summary>
    public const string NewError = "log.new_error";

    /// <summary>A form of lines came far more often than it uses to; told once, in the minute in which it began.</summary>
    public const string Burst = "log.burst";
}
