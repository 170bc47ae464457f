using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Web.Access;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>Reads runs within what a person may see: the ticket and the host, both.</summary>
public sealed class RunbookQueries(IDbContextFactory<MonitorDb> contexts)
{
    /// <summary>Of one ticket, on its card.</summary>
    private const int Shown = 30;

    /// <summary>Null where there is no such ticket to see.</summary>
    public async Task<TicketRunbooks?> OfTicketAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Tickets.AsNoTracking().VisibleTickets(actor, db).SingleOrDefaultAsync(t => t.Number == number, cancellationToken) is not { } ticket)
        {
            return null;
        }

        var runs = await ReadAsync(db, Visible(db, actor).Where(r => r.TicketId == ticket.Id), Shown, cancellationToken);
        var isOn = await RunbookShelf.IsOnAsync(db, cancellationToken);
        var offered = isOn && ticket.HostId is not null
            ? (await RunbookShelf.EnabledAsync(db, cancellationToken)).Select(r => new NamedId(r.Runbook.Id, r.Definition.Name)).OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase).ToList()
            : [];
        return new TicketRunbooks(isOn, runs, offered);
    }

    /// <summary>The newest first.</summary>
    /// <param name="before">Only older ones: the last id of the page before.</param>
    public async Task<IReadOnlyList<RunView>> ListAsync(Actor actor, int? number, int? runbookId, long? before, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = Visible(db, actor).Where(r => (runbookId == null || r.RunbookId == runbookId) && (before == null || r.Id < before)
            && (number == null || db.Tickets.Any(t => t.Id == r.TicketId && t.Number == number)));
        return await ReadAsync(db, runs, limit, cancellationToken);
    }

    private static IQueryable<RunbookRun> Visible(MonitorDb db, Actor actor)
    {
        var tickets = db.Tickets.VisibleTickets(actor, db).Select(t => t.Id);
        var hosts = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        return db.RunbookRuns.AsNoTracking().Where(r => tickets.Contains(r.TicketId) && hosts.Contains(r.HostId));
    }

    private static async Task<IReadOnlyList<RunView>> ReadAsync(MonitorDb db, IQueryable<RunbookRun> runs, int limit, CancellationToken cancellationToken)
    {
        var rows = await (
            from r in runs.OrderByDescending(r => r.Id).Take(limit)
            join v in db.RunbookVersions on new { r.RunbookId, Version = r.RunbookVersion } equals new { v.RunbookId, v.Version }
            join h in db.Hosts on r.HostId equals h.Id
            join t in db.Tickets on r.TicketId equals t.Id
            join a in db.HostActions on r.HostId equals a.HostId into told
            from a in told.DefaultIfEmpty()
            orderby r.Id descending
            select new
            {
                Run = r, v.Definition, Host = h.Name, t.Number, Actions = a == null ? null : a.Actions,
                By = db.Users.Where(u => u.Id == r.RequestedByUserId).Select(u => u.DisplayName == "" ? u.UserName : u.DisplayName).FirstOrDefault(),
                Approver = db.Users.Where(u => u.Id == r.ApprovedByUserId).Select(u => u.DisplayName == "" ? u.UserName : u.DisplayName).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        return rows.ConvertAll(row =>
        {
            var (run, definition) = (row.Run, RunbookJson.TryRead(row.Definition));
            return new RunView
            {
                Id = run.Id, RunbookId = run.RunbookId, Version = run.RunbookVersion, Definition = definition, State = run.State, TicketNumber = row.Number, HostId = run.HostId,
                HostName = row.Host, CauseKey = run.CauseKey, Confidence = run.Confidence, IsAutomatic = run.IsAutomatic, IsDryRun = run.IsDryRun, Step = run.Step,
                IsRehearsal = run.IsRehearsal, ProposedAt = run.ProposedAt, RequestedByUserId = run.RequestedByUserId, RequestedBy = row.By, ApprovedBy = row.Approver,
                StartedAt = run.StartedAt, EndedAt = run.EndedAt, DueAt = run.DueAt, Outcome = run.Outcome,
                Missing = definition is not null && run.State is (RunState.Proposed or RunState.AwaitingApproval)
                    ? AutomaticRun.MissingAction(definition, row.Actions is null ? null : RunbookJson.ReadActions(row.Actions)) : null,
            };
        });
    }
}
