using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Web.Intake.Lines;

/// <summary>The edge of both calls that bring lines: what goes wrong inside becomes an answer, and a sender that left gets none.</summary>
internal static partial class LogsCall
{
    public static async Task<(LogAnswer? Answer, IntakeProblem? Problem)> GuardAsync(
        HttpContext context, ILogger logger, Func<Task<(LogAnswer? Answer, IntakeProblem? Problem)>> take)
    {
        try
        {
            return await take();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return (null, null);
        }
        catch (BadHttpRequestException broken)
        {
            return (null, IntakeProblem.Broken(broken.StatusCode));
        }
        catch (Exception failure)
        {
            LogFailure(logger, failure);
            return (null, failure is NpgsqlException or TimeoutException ? IntakeProblem.Unavailable : IntakeProblem.Defect);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lines of a log were not stored; whoever sent them is told so.")]
    private static partial void LogFailure(ILogger logger, Exception failure);
}
