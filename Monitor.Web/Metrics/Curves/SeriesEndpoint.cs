using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

internal sealed record SeriesItem(int Id, int HostId, string Metric, string Labels);

/// <summary><c>GET /api/v1/series</c>: what is measured, by host, metric and labels, page by page.</summary>
internal static class SeriesEndpoint
{
    public static async Task<IResult> GetAsync(
        HttpContext context, AccessGate gate, IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, [AsParameters] SeriesParameters query,
        CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.HostsRead, cancellationToken);
        if (HostEndpoints.Size(query.Limit) is not { } size)
        {
            return HostEndpoints.BadLimit;
        }

        if (SeriesSelector.Of(query.Host, query.Metric, query.Labels) is not { } selector)
        {
            return MetricsProblem.Invalid(QueryParameters.LabelsHelp);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = db.Hosts.VisibleHosts(actor, db);
        if (query.Host is { } host && !await hosts.AnyAsync(h => h.Id == host, cancellationToken))
        {
            return MetricsProblem.NotFound;
        }

        var visible = query.Host is null ? await hosts.Select(h => h.Id).ToHashSetAsync(cancellationToken) : [];
        var items = selector.In(catalog, visible, query.After ?? 0).Take(size + 1).Select(s => new SeriesItem(s.Id, s.HostId, s.Metric, s.Labels)).ToList();
        return TypedResults.Json(ApiPage<SeriesItem>.Of(items, size, s => s.Id.ToString(CultureInfo.InvariantCulture)));
    }
}

internal readonly record struct SeriesParameters(int? Host, string? Metric, string? Labels, int? Limit, int? After);
