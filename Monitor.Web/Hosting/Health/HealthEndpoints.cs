using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>Live: the process answers. Ready: the database answers too; parts in trouble are listed but keep the server in service.</summary>
internal static class HealthEndpoints
{
    public sealed record HealthAnswer(string Status, IReadOnlyList<HealthBoard.Trouble> Degraded);

    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new HealthAnswer("live", []))).AllowAnonymous();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(
        DatabaseProbe probe, HealthBoard board, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await probe.AnswersAsync(cancellationToken))
        {
            var troubles = board.Troubles;
            return TypedResults.Ok(new HealthAnswer(troubles.Count == 0 ? "ready" : "degraded", troubles));
        }

        return TypedResults.Json(new HealthAnswer("database does not answer", board.Troubles), statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>Asks the database at most once a second, however many ask.</summary>
internal sealed class DatabaseProbe(Databases databases, TimeProvider time)
{
    private readonly SemaphoreSlim _asking = new(1, 1);
    private long? _askedAt;
    private bool _answered;

    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_askedAt is not { } at || time.GetElapsedTime(at) >= TimeSpan.FromSeconds(1))
            {
                _answered = await AskAsync(cancellationToken);
                _askedAt = time.GetTimestamp();
            }

            return _answered;
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = databases.Health.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }
}
