using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>Sends each log line to the file of the slice whose class wrote it; what the frameworks write goes to framework.log.</summary>
[ProviderAlias("Slices")]
internal sealed class SliceLogs(LogWriter writer, TimeProvider time) : ILoggerProvider
{
    private const string Prefix = "Monitor.Web.";
    private static readonly HashSet<string> Slices = new(StringComparer.Ordinal)
    {
        "intake", "metrics", "logs", "detection", "forecasting", "efficiency", "problems", "rootcause", "tickets", "notifications", "integrations",
        "access", "store", "live", "jobs", "components", "hosting", "dashboard",
    };

    public ILogger CreateLogger(string categoryName) => new SliceLogger(writer, time, SliceOf(categoryName), SourceOf(categoryName));

    /// <summary>A name that is taken already, which a person is told, is no fault.</summary>
    private static bool IsTakenName(string source, Exception? exception) =>
        source == "Microsoft.EntityFrameworkCore.Update" && exception is DbUpdateException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } };

    public void Dispose()
    {
    }

    /// <summary>Never a name from outside: the file's name is one of a fixed set.</summary>
    private static string SliceOf(string category)
    {
        if (!category.StartsWith("Monitor.", StringComparison.Ordinal))
        {
            return "framework";
        }

        var slice = category.StartsWith(Prefix, StringComparison.Ordinal) ? category[Prefix.Length..].Split('.')[0].ToLowerInvariant() : "";
        return Slices.Contains(slice) ? slice : "hosting";
    }

    private static string SourceOf(string category) => category.StartsWith(Prefix, StringComparison.Ordinal) ? category[(category.LastIndexOf('.') + 1)..] : category;

    private sealed class SliceLogger(LogWriter writer, TimeProvider time, string slice, string source) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsTakenName(source, exception))
            {
                writer.Write(slice, new LogEntry(time.GetUtcNow(), logLevel.ToString(), source, formatter(state, exception), exception?.ToString()));
            }
        }
    }
}
