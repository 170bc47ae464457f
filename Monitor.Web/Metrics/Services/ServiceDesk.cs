using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Npgsql;

namespace Monitor.Web.Metrics.Services;

/// <summary>What somebody wants a service to be.</summary>
/// <param name="Matchers">As <see cref="Service.Matchers"/>.</param>
public sealed record ServiceWish(string Name, string Matchers, IReadOnlyCollection<int> HostIds, IReadOnlyCollection<int> CalledIds)
{
    /// <summary>Hosts that it needs without running there.</summary>
    public IReadOnlyCollection<int> NeededIds { get; init; } = [];
}

/// <summary>
/// The only writer of services: permission, validation, audit, in one transaction each. What belongs to a service is told of no longer while its hosts are
/// down, wherever it is looked at: so only who sees all hosts changes services.
/// </summary>
public sealed class ServiceDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    public const int Most = 1000;

    private static readonly HostOutcome Refused = new(HostResult.Refused, "Your role may not change services, or you see a part of the hosts only. Ask an administrator.");
    private static readonly HostOutcome NameTaken = HostOutcome.Conflict("A service of this name is there already. Choose another name.");
    private static readonly HostOutcome Changed = HostOutcome.Conflict("Somebody else changed this service meanwhile. Look at it again.");

    public async Task<HostOutcome> CreateAsync(Actor actor, ServiceWish wish, CancellationToken cancellationToken)
    {
        if (!ServiceReader.MayChange(actor))
        {
            return Refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ServiceCheck.ErrorAsync(db, null, wish, cancellationToken) is { } error)
        {
            return HostOutcome.Invalid(error);
        }

        if (await db.Services.CountAsync(cancellationToken) >= Most)
        {
            return HostOutcome.Invalid($"There are {Most} services already. Delete some that are no longer needed.");
        }

        var service = new Service { Name = wish.Name.Trim(), Matchers = ServiceCheck.Canonical(wish.Matchers), CreatedAt = time.GetUtcNow() };
        db.Services.Add(service);
        return await SaveAsync(db, async () =>
        {
            await db.SaveChangesAsync(cancellationToken);
            AddLinks(db, service.Id, [], wish);
            audit.Add(db, actor, "service.created", "service", Text(service.Id), null, Facts(service, wish));
            return service.Id;
        }, cancellationToken);
    }

    /// <param name="version">The version that the person was looking at.</param>
    public async Task<HostOutcome> ChangeAsync(Actor actor, int id, uint version, ServiceWish wish, CancellationToken cancellationToken)
    {
        if (!ServiceReader.MayChange(actor))
        {
            return Refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Services.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } service)
        {
            return HostOutcome.NotFound;
        }

        if (service.RowVersion != version)
        {
            return Changed;
        }

        if (await ServiceCheck.ErrorAsync(db, id, wish, cancellationToken) is { } error)
        {
            return HostOutcome.Invalid(error);
        }

        var links = await db.ServiceLinks.Where(l => l.ServiceId == id).ToListAsync(cancellationToken);
        var before = Facts(service, links);
        (service.Name, service.Matchers) = (wish.Name.Trim(), ServiceCheck.Canonical(wish.Matchers));

        // Also where only links change: whoever looks at the service has an old one then.
        db.Entry(service).State = EntityState.Modified;
        AddLinks(db, id, links, wish);
        audit.Add(db, actor, "service.changed", "service", Text(id), before, Facts(service, wish));
        return await SaveAsync(db, () => Task.FromResult(id), cancellationToken);
    }

    /// <summary>Puts a service on a host, or takes it off where <paramref name="kind"/> is null, and leaves the rest of it as it is.</summary>
    public async Task<HostOutcome> LinkHostAsync(Actor actor, int id, int hostId, ServiceLinkKind? kind, CancellationToken cancellationToken)
    {
        if (!ServiceReader.MayChange(actor))
        {
            return Refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Services.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } service)
        {
            return HostOutcome.NotFound;
        }

        var links = await db.ServiceLinks.AsNoTracking().Where(l => l.ServiceId == id).ToListAsync(cancellationToken);
        var others = links.Where(l => l.HostId != hostId).ToList();
        var wish = new ServiceWish(
            service.Name, service.Matchers, [.. On(others, ServiceLinkKind.RunsOn), .. kind == ServiceLinkKind.RunsOn ? [hostId] : Array.Empty<int>()],
            [.. links.Select(l => l.CalledServiceId).OfType<int>()])
        {
            NeededIds = [.. On(others, ServiceLinkKind.DependsOn), .. kind == ServiceLinkKind.DependsOn ? [hostId] : Array.Empty<int>()],
        };
        return await ChangeAsync(actor, id, service.RowVersion, wish, cancellationToken);
    }

    public async Task<HostOutcome> DeleteAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        if (!ServiceReader.MayChange(actor))
        {
            return Refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Services.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } service)
        {
            return HostOutcome.NotFound;
        }

        audit.Add(db, actor, "service.deleted", "service", Text(id), Facts(service, await db.ServiceLinks.Where(l => l.ServiceId == id).ToListAsync(cancellationToken)), null);
        db.Services.Remove(service);
        return await SaveAsync(db, () => Task.FromResult(id), cancellationToken);
    }

    private async Task<HostOutcome> SaveAsync(MonitorDb db, Func<Task<int>> write, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var id = await write();
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            live.Publish(LiveFeed.Hosts);
            live.Publish(LiveFeed.Suppression);
            return HostOutcome.Done(id);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Changed;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return NameTaken;
        }
    }

    private static void AddLinks(MonitorDb db, int id, List<ServiceLink> links, ServiceWish wish)
    {
        var hosts = wish.HostIds.Select(h => (h, ServiceLinkKind.RunsOn)).Concat(wish.NeededIds.Select(h => (h, ServiceLinkKind.DependsOn))).DistinctBy(h => h.h).ToDictionary();
        db.ServiceLinks.RemoveRange(links.Where(l => l.HostId is { } host ? !hosts.ContainsKey(host) : !wish.CalledIds.Contains(l.CalledServiceId!.Value)));
        foreach (var (host, kind) in hosts)
        {
            if (links.Find(l => l.HostId == host) is { } link)
            {
                link.Kind = kind;
            }
            else
            {
                db.ServiceLinks.Add(new ServiceLink { ServiceId = id, Kind = kind, HostId = host });
            }
        }

        db.ServiceLinks.AddRange(wish.CalledIds.Distinct().Where(s => links.TrueForAll(l => l.CalledServiceId != s))
            .Select(s => new ServiceLink { ServiceId = id, Kind = ServiceLinkKind.Calls, CalledServiceId = s }));
    }

    private static object Facts(Service service, List<ServiceLink> links) => Facts(service, new ServiceWish(
        service.Name, "", On(links, ServiceLinkKind.RunsOn), [.. links.Select(l => l.CalledServiceId).OfType<int>()]) { NeededIds = On(links, ServiceLinkKind.DependsOn) });

    private static object Facts(Service service, ServiceWish wish) => new
    {
        service.Name, service.Matchers, RunsOn = wish.HostIds.Order().ToArray(), DependsOn = wish.NeededIds.Order().ToArray(), Calls = wish.CalledIds.Order().ToArray(),
    };

    private static int[] On(List<ServiceLink> links, ServiceLinkKind kind) => [.. links.Where(l => l.Kind == kind).Select(l => l.HostId).OfType<int>()];

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
