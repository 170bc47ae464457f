using Monitor.Web.Logs.Intake;

namespace Monitor.Web.Intake;

/// <summary>The lines of an agent's batch on their way through the door of logs.</summary>
internal sealed class BatchLogs(LogDoor door)
{
    public async ValueTask AdmitAsync(LogAdmission admission, IncomingBatch incoming, CancellationToken cancellationToken)
    {
        foreach (var lines in incoming.Logs)
        {
            if (!await door.AdmitAsync(admission, lines, cancellationToken))
            {
                // The host was deleted meanwhile: of the batch nothing is stored.
                break;
            }
        }

        incoming.Refusals.Add(Refusals.TooManyLines, admission.TooMany);
        incoming.Refusals.Add(Refusals.SourceBlocked, admission.Blocked);
    }
}
