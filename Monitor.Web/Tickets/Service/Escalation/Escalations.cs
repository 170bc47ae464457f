using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets.Service;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Service.Escalation;

/// <summary>
/// Takes the steps of promises that are due. One transaction for each ticket: its rows are locked without waiting, what another server or a person has in
/// hand is left for the next look, and each step leaves a row that is unique in its round. After a time in which nothing ran, all that was missed on a ticket
/// is one entry and one announcement.
/// </summary>
public sealed class Escalations(IDbContextFactory<MonitorDb> contexts, EscalationWriter writer, LiveFeed live, TimeProvider time, ILogger<Escalations> logger)
{
    private const int AtOnce = 200;
    private const int Rounds = 10;

    /// <summary>How long a ticket waits that could not be escalated, so that it does not stand in front of others.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    /// <summary>Returns on how many tickets something was done.</summary>
    public async Task<int> TakeDueAsync(CancellationToken cancellationToken)
    {
        var (done, looked) = (0, new HashSet<int>());
        for (var round = 0; round < Rounds; round++)
        {
            var due = (await DueAsync(cancellationToken)).Where(looked.Add).ToList();
            foreach (var ticketId in due)
            {
                done += await TryTakeAsync(ticketId, cancellationToken) ? 1 : 0;
            }

            if (due.Count < AtOnce)
            {
                break;
            }
        }

        if (done > 0)
        {
            live.Publish(LiveFeed.Tickets);
        }

        return done;
    }

    private async Task<List<int>> DueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.SlaTimers.Where(t => t.NextAt <= now).GroupBy(t => t.TicketId).OrderBy(g => g.Min(t => t.NextAt)).Select(g => g.Key).Take(AtOnce)
            .ToListAsync(cancellationToken);
    }

    private async Task<bool> TryTakeAsync(int ticketId, CancellationToken cancellationToken)
    {
        try
        {
            return await TakeAsync(ticketId, cancellationToken);
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || SlaKeeper.IsRaced(exception))
        {
            // Somebody was faster; what is still to be done is seen at the next look.
            return false;
        }
        catch (Exception exception) when (exception is InvalidOperationException or DbUpdateException or Npgsql.NpgsqlException)
        {
            logger.LogError(exception, "Escalating the ticket with id {TicketId} failed; it is tried again in {Rest}", ticketId, Rest);
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow();
            await db.SlaTimers.Where(t => t.TicketId == ticketId && t.NextAt <= now).ExecuteUpdateAsync(set => set.SetProperty(t => t.NextAt, now + Rest), cancellationToken);
            return false;
        }
    }

    private async Task<bool> TakeAsync(int ticketId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Both, and without waiting: whoever waits while holding the other one would make a circle with a person's change.
        var ticket = await db.Database.SqlQuery<int>($"""SELECT id AS "Value" FROM tickets WHERE id = {ticketId} FOR UPDATE SKIP LOCKED""").ToListAsync(cancellationToken);
        var locked = await db.Database.SqlQuery<int>($"""SELECT ticket_id AS "Value" FROM sla_timers WHERE ticket_id = {ticketId} FOR UPDATE SKIP LOCKED""").ToListAsync(cancellationToken);
        var timers = await db.SlaTimers.Where(t => t.TicketId == ticketId).ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (ticket.Count == 0 || locked.Count < timers.Count || !timers.Exists(t => t.NextAt <= now))
        {
            return false;
        }

        var moments = await MomentsAsync(db, ticketId, timers, now, cancellationToken);
        if (moments.Count > 0)
        {
            await writer.WriteAsync(db, await db.Tickets.SingleAsync(t => t.Id == ticketId, cancellationToken), moments, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Marks what is late and what is taken; returns the clocks with the steps that come now.</summary>
    private static async Task<List<EscalationMoment>> MomentsAsync(
        MonitorDb db, int ticketId, List<SlaTimer> timers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var shelf = await SlaShelf.ReadAsync(db, cancellationToken);
        var steps = timers.Select(t => t.PolicyId).Distinct().SelectMany(p => shelf.Steps[p]).ToList();
        var taken = await SlaKeeper.TakenAsync(db, ticketId, cancellationToken);
        var moments = new List<EscalationMoment>();
        foreach (var timer in timers.Where(t => t.NextAt <= now).OrderBy(t => t.Clock))
        {
            var run = SlaRun.Of(timer, shelf.Hours(timer.PolicyId));
            var due = SlaLadder.Due(run, steps.Where(s => s.PolicyId == run.PolicyId), SlaKeeper.InRound(taken, run.Round), now);
            run = run.BreachedAt is null && run.DueAt <= now ? run with { BreachedAt = run.DueAt } : run;
            db.EscalationFirings.AddRange(due.Select(s => new EscalationFiring { TicketId = ticketId, StepId = s.Id, Round = run.Round, FiredAt = now }));
            taken.AddRange(due.Select(s => (s.Id, run.Round)));
            SlaKeeper.Write(db, ticketId, timers, run, steps, taken);
            if (due.Count > 0)
            {
                moments.Add(new EscalationMoment(run, shelf.Policies.First(p => p.Id == run.PolicyId).Name, due));
            }
        }

        return moments;
    }
}
