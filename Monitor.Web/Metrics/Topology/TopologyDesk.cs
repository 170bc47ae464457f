using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Metrics.Services;
using Npgsql;

namespace Monitor.Web.Metrics.Topology;

/// <summary>
/// Takes a topology from a file, all of it or nothing: permission, checks, writing and audit in one transaction, one after another and not beside a link that
/// somebody makes by hand, so that no two close a circle together. Only who sees all hosts may.
/// </summary>
public sealed class TopologyDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    /// <summary>Changes that the audit names; beyond these it has their number.</summary>
    private const int MostAudited = 200;

    private static readonly HostOutcome Refused = new(HostResult.Refused, "Your role may not link hosts, or you see a part of them only. Ask an administrator.");
    private static readonly HostOutcome Changed = HostOutcome.Conflict("Somebody else changed hosts or services meanwhile. Look once more at what would change.");

    /// <summary>What the file would change; null where the person may not.</summary>
    public async Task<TopologyPlan?> PreviewAsync(Actor actor, string yaml, bool removesOthers, CancellationToken cancellationToken)
    {
        if (!ServiceReader.MayChange(actor))
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await PlanAsync(db, actor, yaml, removesOthers, cancellationToken);
    }

    /// <param name="stamp">Of the plan that the person saw; null takes whatever the file changes.</param>
    public async Task<(HostOutcome Outcome, TopologyPlan? Plan)> ApplyAsync(Actor actor, string yaml, bool removesOthers, string? stamp, CancellationToken cancellationToken)
    {
        if (!ServiceReader.MayChange(actor))
        {
            return (Refused, null);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({HostLinkDesk.LinkLock})", cancellationToken);
            var plan = await PlanAsync(db, actor, yaml, removesOthers, cancellationToken);
            if (plan.Errors.Count > 0)
            {
                return (HostOutcome.Invalid(string.Join(' ', plan.Errors.Take(20))), plan);
            }

            if (stamp is not null && stamp != plan.Stamp)
            {
                return (Changed, plan);
            }

            if (plan.Changes.Count == 0)
            {
                return (HostOutcome.Done(0), plan);
            }

            await WriteAsync(db, plan, cancellationToken);
            audit.Add(db, actor, "topology.imported", "topology", "file", null, new
            {
                Added = plan.Count(TopologyAct.Added), Changed = plan.Count(TopologyAct.Changed), Removed = plan.Count(TopologyAct.Removed),
                Changes = plan.Changes.Take(MostAudited).Select(c => $"{c.Act}: {c.Text}").ToArray(),
            });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            live.Publish(LiveFeed.Hosts);
            live.Publish(LiveFeed.Suppression);
            return (HostOutcome.Done(0), plan);
        }
        catch (DbUpdateConcurrencyException)
        {
            return (Changed, null);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation })
        {
            return (Changed, null);
        }
        catch (Exception fault) when (DatabaseLimit.IsReached(fault))
        {
            return (HostLinkDesk.Busy, null);
        }
    }

    private static async Task<TopologyPlan> PlanAsync(MonitorDb db, Actor actor, string yaml, bool removesOthers, CancellationToken cancellationToken)
    {
        var (document, error) = TopologyYaml.Read(yaml);
        return document is null ? new TopologyPlan([error!], [], []) : TopologyPlan.Make(document, await TopologyReader.ReadAsync(db, actor, cancellationToken), removesOthers);
    }

    private async Task WriteAsync(MonitorDb db, TopologyPlan plan, CancellationToken cancellationToken)
    {
        var services = await db.Services.ToDictionaryAsync(s => s.Name, StringComparer.Ordinal, cancellationToken);
        foreach (var change in plan.Changes.OfType<ServiceChange>())
        {
            switch (change.Act)
            {
                case TopologyAct.Added:
                    db.Services.Add(services[change.Name] = new Service { Name = change.Name, Matchers = change.Matchers, CreatedAt = time.GetUtcNow() });
                    break;
                case TopologyAct.Changed:
                    Still(services, change.Name).Matchers = change.Matchers;
                    break;
                default:
                    db.Services.Remove(Still(services, change.Name));
                    break;
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        var links = await db.ServiceLinks.ToDictionaryAsync(l => l.Id, cancellationToken);
        foreach (var change in plan.Changes.OfType<ServiceLinkChange>())
        {
            Write(db, change, services, links);
        }

        foreach (var change in plan.Changes.OfType<HostLinkChange>())
        {
            var link = new HostLink { ChildId = change.ChildId, ParentId = change.ParentId, Kind = HostLinkKind.Behind };
            db.Entry(link).State = change.Act == TopologyAct.Added ? EntityState.Added : EntityState.Deleted;
        }
    }

    private static void Write(MonitorDb db, ServiceLinkChange change, Dictionary<string, Service> services, Dictionary<int, ServiceLink> links)
    {
        var service = Still(services, change.Service);
        switch (change.Act)
        {
            case TopologyAct.Added:
                db.ServiceLinks.Add(new ServiceLink
                {
                    ServiceId = service.Id, Kind = change.Kind, HostId = change.HostId, CalledServiceId = change.Called is { } called ? Still(services, called).Id : null,
                });
                break;
            case TopologyAct.Changed:
                Still(links, change.LinkId!.Value).Kind = change.Kind;
                break;
            default:
                // A call went with the service that was called.
                if (links.TryGetValue(change.LinkId!.Value, out var link))
                {
                    db.ServiceLinks.Remove(link);
                }

                break;
        }

        // Whoever looks at the service has an old one now.
        if (db.Entry(service).State == EntityState.Unchanged)
        {
            db.Entry(service).State = EntityState.Modified;
        }
    }

    /// <summary>Services are changed by hand too, which waits for no file: what the plan names may be gone.</summary>
    private static TValue Still<TKey, TValue>(Dictionary<TKey, TValue> all, TKey key)
        where TKey : notnull => all.TryGetValue(key, out var found) ? found : throw new DbUpdateConcurrencyException("What the plan names is gone meanwhile.");
}
