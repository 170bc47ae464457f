using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>What each step of a run leaves behind, in the transaction of the step: a row in the audit, and where nobody at a screen did it a line on the ticket.</summary>
public sealed class RunbookNotes(AuditLog audit, TicketReports reports)
{
    internal void Audit(MonitorDb db, Actor actor, string what, RunbookRun run, RunState before, string? said = null) => audit.Add(
        db, actor, $"runbook.{what}", "runbook_run", run.Id.ToString(CultureInfo.InvariantCulture), new { State = before.ToString() },
        new
        {
            State = run.State.ToString(), run.RunbookId, run.RunbookVersion, run.HostId, run.TicketId, run.CauseKey, run.IsDryRun, run.IsAutomatic, run.Step, run.IsRehearsal,
            run.RequestedByUserId, run.ApprovedByUserId, Said = said,
        });

    /// <summary>
    /// Whether the ticket is about the run's host. Who reads the ticket need not be allowed to see another one, also not one whose problem joined it, so what was found or done there is not told.
    /// </summary>
    internal static Task<bool> IsOfTicketAsync(MonitorDb db, RunbookRun run, CancellationToken cancellationToken) =>
        db.Tickets.AnyAsync(t => t.Id == run.TicketId && t.HostId == run.HostId, cancellationToken);

    internal async Task TellAsync(MonitorDb db, Actor actor, string what, RunbookRun run, RunState before, string text, CancellationToken cancellationToken)
    {
        await reports.TellAsync(db, run.TicketId, text, cancellationToken);
        Audit(db, actor, what, run, before, text);
    }
}
