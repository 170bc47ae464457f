using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;
using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Store.Logs.Sealing;

/// <summary>Writes chunks of lines, within the transaction that is open.</summary>
internal static class LogChunkTable
{
    public static async Task WriteAsync(
        NpgsqlConnection connection, int hostId, LogRetention retention, IReadOnlyList<SealedLogs> chunks, CancellationToken cancellationToken)
    {
        await using (var ensure = new NpgsqlCommand("SELECT ensure_partition($1, s) FROM unnest($2) AS s", connection))
        {
            ensure.Parameters.AddWithValue(retention == LogRetention.Security ? "log_chunks_security" : "log_chunks_plain");
            ensure.Parameters.AddWithValue(chunks.Select(c => At(c.Start)).Distinct().ToArray());
            await ensure.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY log_chunks (retention, host_id, start, part, first, last, lines, sources, worst, marks, counts, filter, payload) FROM STDIN (FORMAT BINARY)",
            cancellationToken);
        foreach (var chunk in chunks)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync((short)retention, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(hostId, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(At(chunk.Start), NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(chunk.Part, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(At(chunk.First), NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(At(chunk.Last), NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(chunk.Lines, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(chunk.Sources, NpgsqlDbType.Array | NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync((short)chunk.Worst, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync((int)chunk.Marks, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(chunk.Counts, NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(chunk.Filter, NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(chunk.Payload, NpgsqlDbType.Bytea, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static DateTime At(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime;
}
