using Monitor.Agent.Actions;
using Monitor.Agent.Collectors;
using Monitor.Agent.Delivery;
using Monitor.Agent.Local;
using Monitor.Agent.Logs;

namespace Monitor.Agent.Running;

/// <summary>Keeps <c>status.json</c> up to date.</summary>
internal sealed class StatusWriter(
    string folder, Spool spool, Sender sender, DeadLetters deadLetters, LogLoop logs, ActionLoop actions, TickClock ticks, SampleVector vector, TimeProvider clock, AgentLog log)
{
    public void Write()
    {
        try
        {
            Now().Save(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Warn("status", "The status file could not be written", exception);
        }
    }

    private AgentStatus Now() => new()
    {
        Written = clock.GetUtcNow(),
        ProcessId = Environment.ProcessId,
        Series = vector.Series.Count,
        SpoolBytes = spool.Bytes,
        SpoolRecords = spool.Pending,
        SpoolDropped = spool.Dropped,
        SpoolDamaged = spool.Damaged,
        SpoolProblem = spool.MemoryReason,
        DeadLetterCount = deadLetters.Count,
        Logs = logs.Words,
        LogEntries = logs.Lines,
        Actions = actions.Words,
        LastAnswer = sender.LastAnswer,
        LastStatus = sender.LastStatus,
        LastProblem = sender.LastProblem,
        SkewSeconds = Math.Round(ticks.Skew.TotalSeconds, 3),
    };
}
