using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary><c>GET /api/v1/live?series=ID,…</c>: a WebSocket that sends new points as they are committed. Everything is checked before the handshake.</summary>
internal static class LiveEndpoint
{
    private const string Path = "/api/v1/live";

    public static void Use(WebApplication app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase), branch => branch.UseWebSockets(new WebSocketOptions
        {
            // A ping; whoever does not answer it is gone.
            KeepAliveInterval = TimeSpan.FromSeconds(15),
            KeepAliveTimeout = TimeSpan.FromSeconds(20),
        }));

    public static async Task<IResult> GetAsync(HttpContext context, LiveDoor door, string? series, CancellationToken cancellationToken)
    {
        var (actor, wanted, refusal) = await door.AskAsync(context, series, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        using var place = door.Clients.Enter(actor!.UserId!.Value);
        if (place is null)
        {
            context.Response.Headers.RetryAfter = "30";
            return MetricsProblem.Of(StatusCodes.Status429TooManyRequests, "too-many-sockets", "Too many live connections",
                $"One person has {LiveClients.PerPerson} at most, each with up to {SeriesReader.MaximumSeries} series. Close one, or ask for more series in one.");
        }

        // The queue listens before the handshake is answered: nothing that is stored after it is missed.
        await using var conversation = door.Begin(context, wanted!);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await conversation.RunAsync(socket);
        return Results.Empty;
    }
}
