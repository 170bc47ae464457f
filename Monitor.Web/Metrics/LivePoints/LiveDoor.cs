using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Access.Sessions;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>Who may listen to what, asked before the handshake and again while the socket is open.</summary>
internal sealed class LiveDoor(AccessGate gate, IDbContextFactory<MonitorDb> contexts, StandingCheck standing, LiveSources sources, LiveClients clients)
{
    public LiveClients Clients { get; } = clients;

    public async Task<(Actor? Actor, IReadOnlyList<SeriesEntry>? Series, IResult? Refusal)> AskAsync(
        HttpContext context, string? series, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.HostsRead, cancellationToken);
        if (!standing.IsOwnPage(context.Request))
        {
            return (null, null, MetricsProblem.Of(StatusCodes.Status403Forbidden, "not-allowed", "Not allowed",
                "Only pages of this site may open a live connection. Programs send a token and no Origin header."));
        }

        var ids = new QueryParameters { Series = series }.SeriesIds();
        if (ids is null or { Count: 0 })
        {
            return (null, null, MetricsProblem.Invalid($"Name series=ID,… (at most {SeriesReader.MaximumSeries}), from GET /api/v1/series."));
        }

        var found = ids.Distinct().Select(sources.Catalog.FindSeries).ToList();
        if (found.Contains(null) || !await SeesAsync(actor, [.. found.Select(s => s!.HostId)], cancellationToken))
        {
            return (null, null, MetricsProblem.NotFound);
        }

        return context.WebSockets.IsWebSocketRequest
            ? (actor, [.. found.OfType<SeriesEntry>()], null)
            : (null, null, MetricsProblem.Invalid("This is a WebSocket: connect with ws:// or wss://."));
    }

    public LiveConversation Begin(HttpContext context, IReadOnlyList<SeriesEntry> series) => new(this, sources, context, series);

    /// <summary>Whether the session or token still stands, and its person still sees every host.</summary>
    public async Task<bool> MayStayAsync(ClaimsPrincipal principal, IReadOnlyList<int> hosts, CancellationToken cancellationToken) =>
        await standing.StandsAsync(principal, cancellationToken)
        && await gate.FindAsync(principal, cancellationToken) is { } actor && actor.May(Permissions.HostsRead)
        && await SeesAsync(actor, hosts, cancellationToken);

    private async Task<bool> SeesAsync(Actor actor, IReadOnlyList<int> hosts, CancellationToken cancellationToken)
    {
        int[] distinct = [.. hosts.Distinct()];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Hosts.VisibleHosts(actor, db).CountAsync(h => distinct.Contains(h.Id), cancellationToken) == distinct.Length;
    }
}
