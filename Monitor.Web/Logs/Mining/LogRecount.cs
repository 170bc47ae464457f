using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;
using Monitor.Web.Hosting;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;
using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Logs.Mining;

/// <summary>
/// Reads lines out of the table that did not come through this server's own door: those from shortly before the start, so that the minutes that were being counted when the server ended
/// are counted whole; and those of hosts whose lines come to several servers.
/// </summary>
internal sealed class LogRecount(Databases databases, Neighbours neighbours)
{
    private const string Rows = "FROM log_hot WHERE arrived >= $1 AND ($2::int[] IS NULL OR host_id = ANY($2)) AND id <> ALL($3)";

    /// <summary>A server that left may have told minutes that are still counted here.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    /// <summary>Whether other servers may store lines too.</summary>
    public bool HasOthers => neighbours.AnyWithin(Long);

    /// <param name="from">Lines that arrived from then on.</param>
    /// <param name="hostIds">Of these hosts; of all where null.</param>
    /// <param name="seen">Rows that are not wanted.</param>
    /// <param name="take">Gets the id of a row, its lines and the sources of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ReadAsync(
        DateTimeOffset from, int[]? hostIds, long[] seen, Action<long, CommittedLogs, Func<int, KnownLogSource?>> take, CancellationToken cancellationToken)
    {
        var sources = await SourcesAsync(from, hostIds, seen, cancellationToken);
        if (sources.Count == 0)
        {
            return;
        }

        await using var command = Command($"SELECT id, host_id, arrived, payload {Rows} ORDER BY id", from, hostIds, seen);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var chunk = new LogChunk(reader.GetFieldValue<byte[]>(3));
            List<LogLine> lines = [.. Enumerable.Range(0, chunk.Count).Select(i => chunk[i])];
            take(reader.GetInt64(0), new CommittedLogs(reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset>(2), lines), sources.GetValueOrDefault);
        }
    }

    private async Task<Dictionary<int, KnownLogSource>> SourcesAsync(DateTimeOffset from, int[]? hostIds, long[] seen, CancellationToken cancellationToken)
    {
        await using var command = Command($"SELECT id, host_id, kind, name FROM log_sources WHERE host_id IN (SELECT host_id {Rows})", from, hostIds, seen);
        var sources = new Dictionary<int, KnownLogSource>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            sources[reader.GetInt32(0)] = new KnownLogSource(reader.GetInt32(0), reader.GetInt32(1), Enum.Parse<LogSourceKind>(reader.GetString(2)), reader.GetString(3));
        }

        return sources;
    }

    private NpgsqlCommand Command(string text, DateTimeOffset from, int[]? hostIds, long[] seen)
    {
        var command = databases.Jobs.CreateCommand(text);
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Integer, (object?)hostIds ?? DBNull.Value);
        command.Parameters.AddWithValue(seen);
        return command;
    }
}
