using System.Collections.Concurrent;
using Npgsql;

namespace Monitor.Web.Store;

/// <summary>How many streams and series there are. Two that are alike were read from the same rows: none goes.</summary>
internal sealed record SeriesExtent(long Streams, int LastStream, long Series, int LastSeries);

/// <summary>The tables of streams and series, read whole and added to. The row of the host is the lock that keeps two nodes from giving one ordinal twice.</summary>
internal sealed class SeriesRegister(NpgsqlDataSource source, TimeProvider time)
{
    private const string Columns = "SELECT s.id, s.stream_id, s.ordinal, s.metric, s.labels FROM series s";

    /// <summary>Names that many series have are kept once: a thousand hosts measure the same.</summary>
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);

    public async Task<SeriesExtent> ExtentAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = Command(
            connection, "SELECT t.n, t.last, s.n, s.last FROM (SELECT count(*) AS n, coalesce(max(id), 0) AS last FROM streams) t, (SELECT count(*) AS n, coalesce(max(id), 0) AS last FROM series) s", []);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new SeriesExtent(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt32(3));
    }

    /// <param name="only">The streams to read; null: all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<StreamEntry>> LoadAsync(IReadOnlyCollection<int>? only, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var streams = new Dictionary<int, (int HostId, string Kind, List<SeriesEntry> Series)>();
        await using (var command = Command(connection, "SELECT id, host_id, kind FROM streams WHERE $1::int[] IS NULL OR id = ANY($1)", [Ids(only)]))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                streams[reader.GetInt32(0)] = (reader.GetInt32(1), reader.GetString(2), []);
            }
        }

        await using (var command = Command(connection, Columns + " WHERE $1::int[] IS NULL OR s.stream_id = ANY($1) ORDER BY s.stream_id, s.ordinal", [Ids(only)]))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (streams.TryGetValue(reader.GetInt32(1), out var stream))
                {
                    stream.Series.Add(Entry(reader, stream.HostId));
                }
            }
        }

        return [.. streams.Select(s => Stream(s.Key, s.Value.HostId, s.Value.Kind, s.Value.Series))];
    }

    /// <summary>Adds the stream and those of the names that are new, as far as the host's limit allows, in one transaction.</summary>
    public async Task<StreamEntry> AddAsync(int hostId, string kind, IReadOnlyList<SeriesName> names, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "SELECT 1 FROM hosts WHERE id = $1 FOR NO KEY UPDATE", [hostId], cancellationToken);

        // Only where there is none: each try takes a number, and what follows each other by number is kept together.
        await ExecuteAsync(
            connection,
            """
            INSERT INTO streams (host_id, kind, created_at) SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM streams WHERE host_id = $1 AND kind = $2)
            ON CONFLICT (host_id, kind) DO NOTHING
            """,
            [hostId, kind, time.GetUtcNow()], cancellationToken);
        var streamId = (int)(await ScalarAsync(connection, "SELECT id FROM streams WHERE host_id = $1 AND kind = $2", [hostId, kind], cancellationToken))!;
        var used = (long)(await ScalarAsync(
            connection, "SELECT count(*) FROM series s JOIN streams t ON t.id = s.stream_id WHERE t.host_id = $1", [hostId], cancellationToken))!;
        var known = await ReadAsync(connection, streamId, hostId, cancellationToken);
        var taken = known.Select(s => s.Name).ToHashSet();
        var added = names.Where(n => !taken.Contains(n)).Take((int)Math.Max(0, limit - used)).ToList();
        if (added.Count > 0)
        {
            var next = known.Count == 0 ? 0 : known[^1].Ordinal + 1;
            await ExecuteAsync(
                connection,
                "INSERT INTO series (stream_id, ordinal, metric, labels, created_at) SELECT $1, n.o, n.m, n.l, $5 FROM unnest($2, $3, $4) AS n(o, m, l)",
                [
                    streamId, Enumerable.Range(next, added.Count).ToArray(), added.Select(n => n.Metric).ToArray(), added.Select(n => n.Labels).ToArray(),
                    time.GetUtcNow(),
                ],
                cancellationToken);
            known = await ReadAsync(connection, streamId, hostId, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return Stream(streamId, hostId, kind, known);
    }

    private async Task<List<SeriesEntry>> ReadAsync(NpgsqlConnection connection, int streamId, int hostId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Columns + " WHERE s.stream_id = $1 ORDER BY s.ordinal", connection);
        command.Parameters.AddWithValue(streamId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var series = new List<SeriesEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            series.Add(Entry(reader, hostId));
        }

        return series;
    }

    private SeriesEntry Entry(NpgsqlDataReader reader, int hostId) =>
        new(reader.GetInt32(0), hostId, reader.GetInt32(1), reader.GetInt32(2), Once(reader.GetString(3)), Once(reader.GetString(4)));

    private string Once(string name) => _names.GetOrAdd(name, name);

    private static StreamEntry Stream(int id, int hostId, string kind, IReadOnlyCollection<SeriesEntry> series) =>
        new(id, hostId, kind, [.. series]);

    private static object Ids(IReadOnlyCollection<int>? only) => only is null ? DBNull.Value : only.ToArray();

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, object[] values)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return command;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, object[] values, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, text, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string text, object[] values, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, text, values);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
