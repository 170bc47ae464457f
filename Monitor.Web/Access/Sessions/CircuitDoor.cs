using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;

namespace Monitor.Web.Access.Sessions;

/// <summary>
/// Stands before <c>/_blazor</c>: only pages of this site, only people who are signed in, only so many at once per person and node. It knows every
/// open connection, so that those of a person whose rights were taken away can be cut.
/// </summary>
internal sealed class CircuitDoor(
    IDbContextFactory<MonitorDb> contexts, IOptions<AccessOptions> options, IOptions<IdentityOptions> identity, IConfiguration configuration, TimeProvider time,
    ILogger<CircuitDoor> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, HeldConnection> _open = new();
    private readonly Lock _entering = new();

    public int Open => _open.Count;

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        if (!OriginCheck.IsOwn(context.Request, configuration["Server:PublicUrl"]))
        {
            await AccessProblems.NotAllowedAsync(context, "Only pages of this site may open a circuit. Behind a proxy, set Server:PublicUrl to the address that people use.");
            return;
        }

        // Short calls (negotiate, disconnect) are left to the authorisation that follows; a connection is a GET that stays open.
        if (context.User.UserId() is not { } userId || !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsConnect(context.Request.Method))
        {
            await next(context);
            return;
        }

        var id = context.TraceIdentifier;
        if (!Enter(id, context, userId))
        {
            context.Response.Headers.RetryAfter = "30";
            await AccessProblems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "too-many-screens", "Too many open screens",
                "This account has too many open screens, or the server has. Close some tabs and reload.");
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }

    private bool Enter(string id, HttpContext context, int userId)
    {
        var held = new HeldConnection(userId, context.User.FindFirst(identity.Value.ClaimsIdentity.SecurityStampClaimType)?.Value, context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>());
        lock (_entering)
        {
            return _open.Count < options.Value.CircuitsPerNode
                && _open.Values.Count(c => c.UserId == userId) < options.Value.CircuitsPerUser
                && _open.TryAdd(id, held);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CutStaleAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogWarning(e, "Could not look whether the people behind open screens may still be there; trying again in {Seconds} s", LookEvery.TotalSeconds);
            }
        }
    }

    /// <summary>One query for everybody who is here; whoever's stamp is no longer the account's is cut off.</summary>
    public async Task CutStaleAsync(CancellationToken cancellationToken)
    {
        var open = _open.Values.ToList();
        var ids = open.Select(c => c.UserId).Distinct().ToList();
        if (ids.Count == 0)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stamps = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id) && u.DisabledAt == null)
            .ToDictionaryAsync(u => u.Id, u => u.SecurityStamp, cancellationToken);
        foreach (var held in open.Where(c => stamps.GetValueOrDefault(c.UserId) is not { } current || current != c.Stamp))
        {
            held.Connection.Abort();
        }
    }

    /// <summary>What is asked of an open connection. Never its <see cref="HttpContext"/>: the server takes that back at the end of the request, while others may still look at it here.</summary>
    private sealed record HeldConnection(int UserId, string? Stamp, IHttpRequestLifetimeFeature Connection);
}
