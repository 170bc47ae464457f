using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;
using Monitor.Web.Hosting;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Mining;

/// <summary>Reads the lines that arrived shortly before the start once more: the minutes that were being counted when the server ended are counted whole.</summary>
internal sealed class LogRecount(Databases databases)
{
    /// <param name="from">Lines that arrived from then on.</param>
    /// <param name="take">Gets the id of a row, its lines and the sources of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ReadAsync(DateTimeOffset from, Action<long, CommittedLogs, Func<int, KnownLogSource?>> take, CancellationToken cancellationToken)
    {
        var sources = await SourcesAsync(from, cancellationToken);
        if (sources.Count == 0)
        {
            return;
        }

        await using var command = databases.Jobs.CreateCommand("SELECT id, host_id, arrived, payload FROM log_hot WHERE arrived >= $1 ORDER BY id");
        command.Parameters.AddWithValue(from);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var chunk = new LogChunk(reader.GetFieldValue<byte[]>(3));
            List<LogLine> lines = [.. Enumerable.Range(0, chunk.Count).Select(i => chunk[i])];
            take(reader.GetInt64(0), new CommittedLogs(reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset>(2), lines), sources.GetValueOrDefault);
        }
    }

    private async Task<Dictionary<int, KnownLogSource>> SourcesAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var command = databases.Jobs.CreateCommand(
            "SELECT id, host_id, kind, name FROM log_sources WHERE host_id IN (SELECT host_id FROM log_hot WHERE arrived >= $1)");
        command.Parameters.AddWithValue(from);
        var sources = new Dictionary<int, KnownLogSource>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            sources[reader.GetInt32(0)] = new KnownLogSource(reader.GetInt32(0), reader.GetInt32(1), Enum.Parse<LogSourceKind>(reader.GetString(2)), reader.GetString(3));
        }

        return sources;
    }
}
