using Monitor.Domain.Metrics;
using Monitor.Web.Hosting;

namespace Monitor.Web.Store;

/// <summary>Fills the catalog and the latest values before the first request is taken, and again when other servers may have told something unheard.</summary>
internal sealed class StoreLoading(
    Databases databases, SeriesCatalog catalog, CommittedRates rates, LatestValues latest, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(1);

    public Task StartAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await catalog.LoadAsync(cancellationToken);
        await LoadHostsAsync(cancellationToken);
        await LoadTicksAsync(cancellationToken);
    }

    /// <summary>When hosts were last seen, as far as a server wrote it.</summary>
    public async Task LoadHostsAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Ingest.CreateCommand(
            """
            SELECT h.id, h.last_seen_at, i.clock_skew_milliseconds FROM hosts h LEFT JOIN host_inventories i ON i.host_id = h.id
            WHERE h.last_seen_at IS NOT NULL AND h.retired_at IS NULL
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            TimeSpan? skew = await reader.IsDBNullAsync(2, cancellationToken) ? null : TimeSpan.FromMilliseconds(reader.GetInt64(2));
            latest.Seen(reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1), skew);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Two of each stream: the rate of a counter needs the one before. A host that is silent for so long has none, and would be looked for among all rows of its neighbours.</summary>
    private async Task LoadTicksAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Ingest.CreateCommand(
            """
            SELECT s.id, t.ts, t.v FROM streams s CROSS JOIN LATERAL
            (SELECT ts, v FROM hot_ticks h WHERE (h.stream_id >> 3) = s.id >> 3 AND h.stream_id = s.id AND h.ts >= $1 AND h.ts < $2 ORDER BY ts DESC LIMIT 2) t
            WHERE s.kind <> 'agent' OR EXISTS (SELECT FROM hosts o WHERE o.id = s.host_id AND coalesce(o.last_seen_at, $1) >= $1)
            ORDER BY s.id, t.ts
            """);
        command.Parameters.AddWithValue(time.GetUtcNow() - LookBack);
        command.Parameters.AddWithValue(time.GetUtcNow() + TimeSpan.FromHours(1));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (catalog.FindStream(reader.GetInt32(0)) is { } stream)
            {
                var at = reader.GetFieldValue<DateTimeOffset>(1);
                if (latest.OfStream(stream.Id) is { } known && known.Time >= at)
                {
                    continue;
                }

                var values = new double[stream.Width];
                TickCodec.Decode(reader.GetFieldValue<byte[]>(2), values);
                latest.Offer(new CommittedTick(stream.HostId, stream.Id, at, at, rates.Of(stream.Id, at, values)));
            }
        }
    }
}
