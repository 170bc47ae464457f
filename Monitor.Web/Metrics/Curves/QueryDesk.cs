using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>Decides what a query may read, before anything is read: permission, scope, bounds.</summary>
internal sealed class QueryDesk(AccessGate gate, IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, TimeProvider time)
{
    private const string WhichHelp = "Name series=ID,… (at most 200), or host=ID or metric=NAME or both, with labels=… where that is not enough.";

    /// <summary>A plan, or the answer that refuses it.</summary>
    public async Task<(QueryPlan? Plan, IResult? Refusal)> PlanAsync(ClaimsPrincipal principal, QueryParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(principal, Permissions.HostsRead, cancellationToken);
        var (range, fault) = query.Range(time.GetUtcNow());
        if (range is null || query.Points is < 2 or > SeriesReader.MaximumPoints || query.Format is not (null or "json" or "csv"))
        {
            return (null, MetricsProblem.Invalid(fault ?? $"'points' is 2 to {SeriesReader.MaximumPoints}, 'format' is json or csv."));
        }

        if (query.Limit is < 1 or > SeriesReader.MaximumSeries)
        {
            return (null, MetricsProblem.Invalid($"'limit' is 1 to {SeriesReader.MaximumSeries} series a page."));
        }

        if (query.SeriesIds() is not { } ids || (ids.Count == 0 && query.Host is null && query.Metric is null))
        {
            return (null, MetricsProblem.Invalid(WhichHelp));
        }

        if (SeriesSelector.Of(query.Host, query.Metric, query.Labels) is not { } selector)
        {
            return (null, MetricsProblem.Invalid(QueryParameters.LabelsHelp));
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var series = await FindAsync(db.Hosts.VisibleHosts(actor, db), ids, selector, query.After ?? 0, cancellationToken);
        if (series is null)
        {
            return (null, MetricsProblem.NotFound);
        }

        var limit = query.Limit ?? SeriesReader.MaximumSeries;
        var page = series.Take(limit + 1).ToList();
        return (new QueryPlan(
            actor.UserId ?? 0, range, query.Points ?? SeriesReader.MaximumPoints, query.Format == "csv", [.. page.Take(limit)], page.Count > limit), null);
    }

    /// <summary>Null when something that was named is not there, or not for this person.</summary>
    private async Task<IEnumerable<SeriesEntry>?> FindAsync(
        IQueryable<Host> visible, IReadOnlyList<int> ids, SeriesSelector selector, int after, CancellationToken cancellationToken)
    {
        if (ids.Count == 0 && selector.Host is null)
        {
            return selector.In(catalog, await visible.Select(h => h.Id).ToHashSetAsync(cancellationToken), after);
        }

        var named = ids.Select(catalog.FindSeries).ToList();
        int[] hosts = [.. named.Select(s => s?.HostId ?? 0).Concat(selector.Host is { } host ? [host] : []).Distinct()];
        return await visible.CountAsync(h => hosts.Contains(h.Id), cancellationToken) < hosts.Length ? null
            : ids.Count == 0 ? selector.In(catalog, hosts.ToHashSet(), after)
            : named.OfType<SeriesEntry>().DistinctBy(s => s.Id).OrderBy(s => s.Id).Where(s => s.Id > after);
    }
}
