namespace Monitor.Domain.Metrics;

/// <summary>What is counted of the lines of a host's logs, each for one minute, at the minute's end.</summary>
public static class LogMetrics
{
    /// <summary>By <c>source</c>, and once more by <c>program</c> and <c>template</c>.</summary>
    public const string Lines = "log.lines";

    /// <summary>Lines of the severity error or worse, by <c>source</c>.</summary>
    public const string Errors = "log.errors";

    /// <summary>Lines with the marks of an injection.</summary>
    public const string Hostile = "log.hostile";

    /// <summary>Lines that were not kept because there were too many.</summary>
    public const string Dropped = "log.dropped";

    /// <summary>Errors of a form that none of the program's lines had before.</summary>
    public const string NewErrors = "log.new_errors";

    /// <summary>Forms of lines that came far more often than they use to.</summary>
    public const string Bursts = "log.bursts";
}
