using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;
using Monitor.Tests.Support;

namespace Monitor.Tests.Intake.Lines;

internal sealed record StoredLine(string Kind, string Source, LogRetention Retention, LogLine Line)
{
    public string Text => Line.Text;
}

/// <summary>The lines of a host that are in the tables, in their order, read without the code under test but for the codec.</summary>
internal static class StoredLines
{
    public static async Task<IReadOnlyList<StoredLine>> OfAsync(TestApplication application, int hostId)
    {
        var sources = await SourcesAsync(application, hostId);
        var lines = new List<StoredLine>();
        await using var command = application.Database.Source.CreateCommand("SELECT payload, retention FROM log_hot WHERE host_id = $1 ORDER BY id");
        command.Parameters.AddWithValue(hostId);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var chunk = new LogChunk((byte[])reader[0]);
            for (var i = 0; i < chunk.Count; i++)
            {
                var (kind, name) = sources[chunk.SourceId(i)];
                lines.Add(new StoredLine(kind, name, (LogRetention)reader.GetInt16(1), chunk[i]));
            }
        }

        return lines;
    }

    public static async Task<long> CountAllAsync(TestApplication application) =>
        await application.Database.ScalarAsync<long>("SELECT (SELECT coalesce(sum(lines), 0) FROM log_hot)::bigint + (SELECT count(*) FROM log_sources)");

    private static async Task<Dictionary<int, (string Kind, string Name)>> SourcesAsync(TestApplication application, int hostId)
    {
        var sources = new Dictionary<int, (string, string)>();
        await using var command = application.Database.Source.CreateCommand("SELECT id, kind, name FROM log_sources WHERE host_id = $1");
        command.Parameters.AddWithValue(hostId);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            sources[reader.GetInt32(0)] = (reader.GetString(1), reader.GetString(2));
        }

        return sources;
    }
}
