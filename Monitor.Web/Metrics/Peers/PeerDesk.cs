using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Metrics.Services;
using Npgsql;

namespace Monitor.Web.Metrics.Peers;

/// <summary>A service that a proposal is about: one that there is, or the name of one to make.</summary>
public sealed record ProposalEnd(int? ServiceId, string Name);

/// <summary>What somebody makes of a proposal. With the same service at both ends the hosts run it together and no call is made.</summary>
public sealed record ProposalWish(int CallerHostId, int CalledHostId, int Port, ProposalEnd Caller, ProposalEnd Called);

/// <summary>Accepts and dismisses proposals, once each: links, decision and audit are one transaction. Who may change services may decide.</summary>
public sealed class PeerDesk(IDbContextFactory<MonitorDb> contexts, PeerReader reader, AuditLog audit, LiveFeed live, TimeProvider time)
{
    private static readonly HostOutcome Refused = new(HostResult.Refused, "Your role may not link hosts, or you see a part of them only. Ask an administrator.");
    private static readonly HostOutcome Decided = HostOutcome.Conflict("Somebody else decided about this one meanwhile, or made a service of that name. Look at the list again.");

    public Task<HostOutcome> AcceptAsync(Actor actor, ProposalWish wish, CancellationToken cancellationToken) => DecideAsync(
        actor, wish, isAccepted: true, async (db, proposal) =>
        {
            var (caller, fault) = await EndAsync(db, actor, wish.Caller, proposal.CallerHostId, cancellationToken);

            // The second end counts what the first one added: both may be the same service.
            await db.SaveChangesAsync(cancellationToken);
            var (called, other) = fault is null ? await EndAsync(db, actor, wish.Called, proposal.CalledHostId, cancellationToken) : (null, null);
            if ((fault ?? other) is { } error)
            {
                return error;
            }

            if (caller != called && !await db.ServiceLinks.AnyAsync(l => l.ServiceId == caller!.Id && l.CalledServiceId == called!.Id, cancellationToken))
            {
                if (await db.ServiceLinks.CountAsync(l => l.ServiceId == caller!.Id && l.CalledServiceId != null, cancellationToken) >= Service.MostLinks)
                {
                    return $"{caller!.Name} calls {Service.MostLinks} services already. Choose another one.";
                }

                db.ServiceLinks.Add(new ServiceLink { ServiceId = caller!.Id, Kind = ServiceLinkKind.Calls, CalledServiceId = called!.Id });
            }

            audit.Add(db, actor, "proposal.accepted", "topology", Key(wish), null, new { Caller = caller!.Name, Called = called!.Name, wish.CallerHostId, wish.CalledHostId, wish.Port });
            return null;
        }, cancellationToken);

    public Task<HostOutcome> DismissAsync(Actor actor, ProposalWish wish, CancellationToken cancellationToken) => DecideAsync(
        actor, wish, isAccepted: false, (db, _) =>
        {
            audit.Add(db, actor, "proposal.dismissed", "topology", Key(wish), null, new { wish.CallerHostId, wish.CalledHostId, wish.Port });
            return Task.FromResult<string?>(null);
        }, cancellationToken);

    private async Task<HostOutcome> DecideAsync(
        Actor actor, ProposalWish wish, bool isAccepted, Func<MonitorDb, PeerProposal, Task<string?>> act, CancellationToken cancellationToken)
    {
        if (!ServiceReader.MayChange(actor))
        {
            return Refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if ((await reader.ReadAsync(db, cancellationToken)).FirstOrDefault(p => (p.CallerHostId, p.CalledHostId, p.Port) == (wish.CallerHostId, wish.CalledHostId, wish.Port)) is not { } proposal)
        {
            return HostOutcome.NotFound;
        }

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            db.PeerDecisions.Add(new PeerDecision
            {
                CallerHostId = wish.CallerHostId, CalledHostId = wish.CalledHostId, Port = wish.Port, IsAccepted = isAccepted, UserId = actor.UserId, At = time.GetUtcNow(),
            });

            // First: whoever decides at the same time waits here, and then finds it decided.
            await db.SaveChangesAsync(cancellationToken);
            if (await act(db, proposal) is { } fault)
            {
                return HostOutcome.Invalid(fault);
            }

            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation })
        {
            return Decided;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Decided;
        }

        live.Publish(LiveFeed.Hosts);
        live.Publish(LiveFeed.Suppression);
        return HostOutcome.Done(wish.CalledHostId);
    }

    /// <summary>The service, made where it is new, and on the host.</summary>
    private async Task<(Service? Service, string? Fault)> EndAsync(MonitorDb db, Actor actor, ProposalEnd end, int hostId, CancellationToken cancellationToken)
    {
        if (end.ServiceId is { } id)
        {
            return await db.Services.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is { } found
                ? await OnAsync(db, found, hostId, cancellationToken)
                : (null, "A service that was chosen is not there any more. Look at the list again.");
        }

        var wish = new ServiceWish(end.Name, "", [hostId], []);
        if (await ServiceCheck.ErrorAsync(db, null, wish, cancellationToken) is { } error)
        {
            return (null, error);
        }

        if (await db.Services.CountAsync(cancellationToken) >= ServiceDesk.Most)
        {
            return (null, $"There are {ServiceDesk.Most} services already. Choose one of these.");
        }

        // One of that name is meant: the proposal before this one may have made it.
        var name = end.Name.Trim();
        if (await db.Services.SingleOrDefaultAsync(s => s.Name == name, cancellationToken) is { } known)
        {
            return await OnAsync(db, known, hostId, cancellationToken);
        }

        var service = new Service { Name = name, CreatedAt = time.GetUtcNow() };
        db.Services.Add(service);
        await db.SaveChangesAsync(cancellationToken);
        db.ServiceLinks.Add(new ServiceLink { ServiceId = service.Id, Kind = ServiceLinkKind.RunsOn, HostId = hostId });
        audit.Add(db, actor, "service.created", "service", service.Id.ToString(CultureInfo.InvariantCulture), null, new { service.Name, RunsOn = new[] { hostId } });
        return (service, null);
    }

    /// <summary>What it only depended on it runs on now.</summary>
    private static async Task<(Service? Service, string? Fault)> OnAsync(MonitorDb db, Service service, int hostId, CancellationToken cancellationToken)
    {
        var links = await db.ServiceLinks.Where(l => l.ServiceId == service.Id && l.HostId != null).ToListAsync(cancellationToken);
        if (links.Find(l => l.HostId == hostId) is { } link)
        {
            link.Kind = ServiceLinkKind.RunsOn;
        }
        else if (links.Count >= Service.MostLinks)
        {
            return (null, $"{service.Name} leans on {Service.MostLinks} hosts already. Choose another service.");
        }
        else
        {
            db.ServiceLinks.Add(new ServiceLink { ServiceId = service.Id, Kind = ServiceLinkKind.RunsOn, HostId = hostId });
        }

        // Whoever looks at the service has an old one now.
        db.Entry(service).State = EntityState.Modified;
        return (service, null);
    }

    private static string Key(ProposalWish wish) => string.Create(CultureInfo.InvariantCulture, $"{wish.CallerHostId}-{wish.CalledHostId}:{wish.Port}");
}
