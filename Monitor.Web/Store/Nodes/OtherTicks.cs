using Monitor.Domain.Metrics;
using Monitor.Web.Hosting;
using NpgsqlTypes;

namespace Monitor.Web.Store;

/// <summary>Reads the ticks that another server committed. One that is not in the open hours came late, and is nothing that is new.</summary>
internal sealed class OtherTicks(Databases databases, SeriesCatalog catalog, CommittedRates rates)
{
    public async Task<List<CommittedTick>> ReadAsync(IReadOnlyList<CommittedKey> keys, CancellationToken cancellationToken)
    {
        var unknown = keys.Where(k => catalog.FindStream(k.StreamId) is not { } stream || stream.Width < k.Width).Select(k => k.StreamId).ToHashSet();
        if (unknown.Count > 0)
        {
            await catalog.LoadAsync(unknown, cancellationToken);
        }

        await using var command = databases.Ingest.CreateCommand(
            """
            SELECT h.stream_id, h.ts, h.v, k.a FROM unnest($1, $2, $3) AS k(s, t, a) JOIN hot_ticks h ON (h.stream_id >> 3) = k.s >> 3 AND h.stream_id = k.s AND h.ts = k.t
            WHERE h.ts >= $4 AND h.ts <= $5 ORDER BY h.stream_id, h.ts
            """);
        command.Parameters.AddWithValue(keys.Select(k => k.StreamId).ToArray());
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, keys.Select(k => DateTimeOffset.FromUnixTimeMilliseconds(k.Time)).ToArray());
        command.Parameters.AddWithValue(keys.Select(k => k.ArrivedAt).ToArray());
        command.Parameters.AddWithValue(DateTimeOffset.FromUnixTimeMilliseconds(keys.Min(k => k.Time)));
        command.Parameters.AddWithValue(DateTimeOffset.FromUnixTimeMilliseconds(keys.Max(k => k.Time)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ticks = new List<CommittedTick>(keys.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (catalog.FindStream(reader.GetInt32(0)) is { } stream)
            {
                var (time, values) = (reader.GetFieldValue<DateTimeOffset>(1), new double[stream.Width]);
                TickCodec.Decode(reader.GetFieldValue<byte[]>(2), values);
                ticks.Add(new CommittedTick(
                    stream.HostId, stream.Id, time, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)), rates.Of(stream.Id, time, values)));
            }
        }

        return ticks;
    }
}
