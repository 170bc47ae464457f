namespace Monitor.Web.Intake;

internal static partial class IntakeLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of host {HostId} was not stored; its agent keeps it and sends it again.")]
    public static partial void LogFailure(ILogger logger, int hostId, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An agent's key could not be checked; the agent is told to come again.")]
    public static partial void LogKeyFailure(ILogger logger, Exception failure);
}
