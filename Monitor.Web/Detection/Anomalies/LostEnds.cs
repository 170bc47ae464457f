using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Web.Detection;

/// <summary>
/// Ends anomalies of series that nobody follows any more, now and then: the detector that found them began anew, the host is silent or gone, or another server has its
/// stream now.
/// </summary>
internal sealed class LostEnds(Databases databases, DetectorBank bank, SeriesCatalog catalog, LiveFeed live, TimeProvider time)
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    private long _lookedAt = time.GetTimestamp();

    public async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_lookedAt) < Every)
        {
            return;
        }

        _lookedAt = time.GetTimestamp();
        var now = time.GetUtcNow();
        await using var command = databases.Jobs.CreateCommand(
            """
            UPDATE anomalies a SET ended_at = $1 FROM hosts h, series s
            WHERE a.ended_at IS NULL AND a.subject = 'Series' AND a.began_at < $2 AND h.id = a.host_id AND s.id = a.series_id
                AND (s.stream_id = ANY($3) OR h.last_seen_at < $2 OR h.retired_at IS NOT NULL) AND a.series_id <> ALL($4)
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now - Every });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. bank.Streams.Where(s => s.Through > now - Fresh).Select(s => s.StreamId)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. bank.Streams.SelectMany(Open)] });
        if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
        {
            live.Publish(LiveFeed.Anomalies);
        }
    }

    private IEnumerable<int> Open(StreamDetectors stream) =>
        stream.Open.Keys.Select(ordinal => catalog.FindStream(stream.StreamId)?.At(ordinal)?.Id).OfType<int>();
}
