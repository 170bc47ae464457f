using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.RootCause.Packs;
using Monitor.Web.Tickets;

namespace Monitor.Web.RootCause.Packs;

/// <summary>A ticket whose evidence one server makes now.</summary>
/// <param name="Fence">The number of this claim: an older one writes nothing any more.</param>
internal sealed record PackClaim(int TicketId, int Fence, bool IsFrozen);

/// <summary>
/// Which tickets want evidence: those that were announced as opened and have a problem. The queue is rows of the database, one for each ticket, so that however
/// many servers look, each ticket has its evidence once, and none is lost when a server stops. It is bounded: what opens while <see cref="MostWaiting"/> wait is
/// noted as skipped, counted, and made when somebody asks for it.
/// </summary>
internal sealed class PackQueue(IDbContextFactory<MonitorDb> contexts, PackFigures figures, TimeProvider time)
{
    public const int MostWaiting = 500;

    /// <summary>What was begun so often and neither ended nor said why stops whoever makes it.</summary>
    public const int MostTries = 5;

    /// <summary>Longer than making one takes, shorter than anybody waits for one whose server has stopped.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    /// <summary>Announcements are looked at for so long: a server that was away finds what opened meanwhile.</summary>
    private static readonly TimeSpan LooksBack = TimeSpan.FromHours(6);

    private const int AtOnce = 1000;

    /// <summary>Takes new tickets in; how many.</summary>
    public async Task<int> FillAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var since = time.GetUtcNow() - LooksBack;
        var waiting = await db.EvidencePacks.CountAsync(p => p.State == PackState.Waiting, cancellationToken);
        figures.Waiting(waiting);
        var ids = await db.Database.SqlQuery<int>($"""
            SELECT t.id AS "Value" FROM outbox o JOIN tickets t ON o.key = 'ticket/' || t.number
            WHERE o.kind = {TicketDesk.Opened} AND o.created_at > {since} AND NOT EXISTS (SELECT FROM evidence_packs e WHERE e.ticket_id = t.id)
                AND EXISTS (SELECT FROM problems p WHERE p.ticket_id = t.id)
            ORDER BY o.id LIMIT {AtOnce}
            """).ToListAsync(cancellationToken);
        if (ids.Count == 0)
        {
            return 0;
        }

        var found = await db.Problems.AsNoTracking().Where(p => p.TicketId != null && ids.Contains(p.TicketId.Value))
            .Join(db.Tickets, p => p.TicketId, t => t.Id, (p, t) => new { TicketId = t.Id, t.CreatedAt, IsOfHost = p.HostId == t.HostId, p.Id, p.HostId, p.BeganAt })
            .ToListAsync(cancellationToken);
        var rows = found.GroupBy(f => f.TicketId).OrderBy(g => g.Key).Select(g => g.OrderByDescending(f => f.IsOfHost).ThenBy(f => f.Id).First())
            .Select((f, i) => (f.TicketId, f.Id, f.HostId, Window: PackWindow.Of(f.BeganAt, f.CreatedAt), State: waiting + i < MostWaiting ? PackState.Waiting : PackState.Skipped)).ToList();
        var made = await db.Database.SqlQuery<string>($"""
            INSERT INTO evidence_packs (ticket_id, problem_id, host_id, state, onset_at, complete_at, requested_at, fence, tries, size, version)
            SELECT r.*, {time.GetUtcNow()}, 0, 0, 0, {EvidencePack.CurrentVersion}
            FROM unnest({rows.Select(r => r.TicketId).ToArray()}, {rows.Select(r => r.Id).ToArray()}, {rows.Select(r => r.HostId).ToArray()},
                {rows.Select(r => r.State.ToString()).ToArray()}, {rows.Select(r => r.Window.Onset.UtcDateTime).ToArray()}, {rows.Select(r => r.Window.To.UtcDateTime).ToArray()})
                AS r(ticket_id, problem_id, host_id, state, onset_at, complete_at)
            ON CONFLICT DO NOTHING RETURNING state AS "Value"
            """).ToListAsync(cancellationToken);
        figures.WereSkipped(made.Count(s => s == nameof(PackState.Skipped)));
        figures.Waiting(waiting + made.Count(s => s == nameof(PackState.Waiting)));
        return made.Count;
    }

    /// <summary>Ends what was begun too often; what was frozen of it stays. How many.</summary>
    public async Task<int> GiveUpAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var given = await db.EvidencePacks.Where(p => (p.State == PackState.Waiting || p.State == PackState.Frozen) && p.Tries >= MostTries && (p.HeldUntil == null || p.HeldUntil <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.State, PackState.Failed).SetProperty(p => p.Fence, p => p.Fence + 1).SetProperty(p => p.HeldUntil, (DateTimeOffset?)null)
                .SetProperty(p => p.Fault, $"It was begun {MostTries} times and never ended: the server stopped, or the database gave no answer in time."), cancellationToken);
        for (var i = 0; i < given; i++)
        {
            figures.WasLost();
        }

        return given;
    }

    /// <summary>Some of what is due, for this server alone: first those that are not frozen, the oldest first.</summary>
    public async Task<IReadOnlyList<PackClaim>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        return await db.Database.SqlQuery<PackClaim>($"""
            UPDATE evidence_packs SET held_until = {now + Hold}, fence = fence + 1, tries = tries + 1
            WHERE ticket_id IN (
                SELECT ticket_id FROM evidence_packs
                WHERE state IN ('Waiting', 'Frozen') AND (state = 'Waiting' OR complete_at <= {now - Settling}) AND (held_until IS NULL OR held_until <= {now}) AND tries < {MostTries}
                ORDER BY state = 'Frozen', ticket_id LIMIT {most} FOR UPDATE SKIP LOCKED)
            RETURNING ticket_id AS "TicketId", fence AS "Fence", state = 'Frozen' AS "IsFrozen"
            """).ToListAsync(cancellationToken);
    }

    /// <summary>What agents measured in the last seconds is on its way.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
}
