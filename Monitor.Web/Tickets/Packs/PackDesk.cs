using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Packs;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Packs;

/// <summary>
/// The evidence of tickets for people and programs. It holds curves and lines of a host: who may not see the ticket, the host, or logs, has none; and what it tells
/// of other hosts and tickets is left out for those who may not see these.
/// </summary>
public sealed class PackDesk(IDbContextFactory<MonitorDb> contexts, SimilarTickets similar, AuditLog audit, LiveFeed live, TimeProvider time)
{
    public const string Exported = "ticket.evidence_exported";
    public const string Retried = "ticket.evidence_retried";

    private static readonly string[] Needed = [Permissions.TicketsRead, Permissions.HostsRead, Permissions.LogsRead];

    /// <summary>Null: there is none, or it is not for this person.</summary>
    public async Task<PackView?> FindAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Visible(db, actor, number)
            .Select(p => new PackView(p.State, p.OnsetAt, p.CompleteAt, p.FrozenAt, p.CompletedAt, p.Fault, p.Size, p.Version, p.Holds)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The title of a ticket, with or without evidence; null: there is no such ticket for this person.</summary>
    public async Task<string?> TitleAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number).Select(t => t.Title).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Null while nothing is frozen. Throws <see cref="FormatException"/> for what another version wrote.</summary>
    public async Task<PackContent?> ReadAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await Visible(db, actor, number).Where(p => p.Content != null).Select(p => new { p.TicketId, p.Content }).SingleOrDefaultAsync(cancellationToken);
        if (stored is null)
        {
            return null;
        }

        var pack = PackCodec.Decode(stored.Content);
        int[] named = [.. pack.Findings.SelectMany(f => f.Evidence.Select(e => e.HostId).Append(f.HostId)).OfType<int>().Concat(pack.Others.Select(o => o.HostId)).Distinct()];
        var seen = named.Length == 0 ? [] : (await db.Hosts.VisibleHosts(actor, db).Where(h => named.Contains(h.Id)).Select(h => h.Id).ToListAsync(cancellationToken)).ToHashSet();
        pack = pack with
        {
            Findings =
            [
                .. pack.Findings.Where(f => f.HostId is null || seen.Contains(f.HostId.Value))
                    .Select(f => f with { Evidence = [.. f.Evidence.Where(e => e.HostId is null || seen.Contains(e.HostId.Value))] }),
            ],
            Others = [.. pack.Others.Where(o => seen.Contains(o.HostId))],
        };
        return new PackContent(pack, await similar.OfAsync(actor, stored.TicketId, Domain.RootCause.Similar.SimilarTicket.Shown, cancellationToken));
    }

    /// <summary>Before a file is sent: who takes it, and in which form.</summary>
    public async Task RecordExportAsync(Actor actor, int number, string format, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        audit.Add(db, actor, Exported, "ticket", IdText.Of(number), null, new { Format = format });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Asks for evidence that could not be made, or was put off.</summary>
    public async Task<TicketOutcome> RetryAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Tickets.VisibleTickets(actor, db).AnyAsync(t => t.Number == number, cancellationToken))
        {
            return TicketOutcome.NotFound;
        }

        if (!actor.May(Permissions.TicketsWork))
        {
            return TicketOutcome.Refused("ask for evidence again");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var asked = await Visible(db, actor, number).Where(p => p.State == PackState.Failed || p.State == PackState.Skipped).ExecuteUpdateAsync(set => set
            .SetProperty(p => p.State, p => p.Content == null ? PackState.Waiting : PackState.Frozen).SetProperty(p => p.Tries, 0).SetProperty(p => p.Fault, (string?)null)
            .SetProperty(p => p.HeldUntil, (DateTimeOffset?)null).SetProperty(p => p.RequestedAt, time.GetUtcNow()), cancellationToken);
        if (asked == 0)
        {
            return TicketOutcome.Invalid("There is no evidence of this ticket that failed or was put off.");
        }

        audit.Add(db, actor, Retried, "ticket", IdText.Of(number), null, null);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        live.Publish(LiveFeed.Tickets);
        return TicketOutcome.Done(number);
    }

    private static IQueryable<StoredPack> Visible(MonitorDb db, Actor actor, int number)
    {
        if (!Needed.All(actor.May))
        {
            return db.EvidencePacks.AsNoTracking().Where(p => false);
        }

        var tickets = db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number).Select(t => t.Id);
        var hosts = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        return db.EvidencePacks.AsNoTracking().Where(p => tickets.Contains(p.TicketId) && hosts.Contains(p.HostId));
    }
}
