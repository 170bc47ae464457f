using Monitor.Web.Logs.Intake;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>The lines of an agent's batch on their way through the door of logs.</summary>
internal sealed class BatchLogs(LogDoor door)
{
    public async ValueTask<LogAdmission> AdmitAsync(SampleBatch batch, IncomingBatch incoming, CancellationToken cancellationToken)
    {
        var admission = new LogAdmission(batch);
        foreach (var lines in incoming.Logs)
        {
            await door.AdmitAsync(admission, lines, cancellationToken);
        }

        incoming.Refusals.Add(Refusals.TooManyLines, admission.TooMany);
        incoming.Refusals.Add(Refusals.SourceBlocked, admission.Blocked);
        return admission;
    }
}
