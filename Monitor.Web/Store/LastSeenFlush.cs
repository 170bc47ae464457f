using Monitor.Web.Hosting;

namespace Monitor.Web.Store;

/// <summary>Writes when hosts were last seen, all in one statement every 15 s and at the end: a batch itself never touches the row of its host.</summary>
public sealed partial class LastSeenFlush(Databases databases, LatestValues latest, TimeProvider time, ILogger<LastSeenFlush> logger) : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly Dictionary<int, DateTimeOffset> _written = [];

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var changed = latest.Hosts.Where(h => !_written.TryGetValue(h.Key, out var at) || at < h.Value.LastSeenAt).ToList();
        if (changed.Count == 0)
        {
            return;
        }

        await using var connection = await databases.Ingest.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            WITH seen AS (SELECT * FROM unnest($1, $2, $3) AS n(id, at, skew)),
            skews AS (UPDATE host_inventories i SET clock_skew_milliseconds = seen.skew FROM seen
                WHERE i.host_id = seen.id AND seen.skew IS NOT NULL AND i.clock_skew_milliseconds <> seen.skew)
            UPDATE hosts h SET last_seen_at = seen.at FROM seen WHERE h.id = seen.id AND (h.last_seen_at IS NULL OR h.last_seen_at < seen.at)
            """;
        command.Parameters.AddWithValue(changed.Select(h => h.Key).ToArray());
        command.Parameters.AddWithValue(changed.Select(h => h.Value.LastSeenAt).ToArray());
        command.Parameters.AddWithValue(changed.Select(h => (long?)h.Value.ClockSkew?.TotalMilliseconds).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
        foreach (var (id, sighting) in changed)
        {
            _written[id] = sighting.LastSeenAt;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryFlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailure(logger, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The times at which hosts were last seen were not written; the next round tries again.")]
    private static partial void LogFailure(ILogger logger, Exception failure);
}
