using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;
using Monitor.Web.Hosting;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Store;

/// <summary>
/// Lines that another server committed, for whoever follows logs here: read from the table, only while somebody follows, and only so many at a time. Those beyond, and those that could
/// not be read, are told as lines that came too fast.
/// </summary>
internal sealed class OtherLogs(Databases databases, LogFeed feed)
{
    private const int MostRows = 200;
    private const int MostLines = 20_000;

    /// <summary>Throws what the database throws; those that were not read are lost here.</summary>
    public async Task TakeAsync(IReadOnlyList<CommittedLogRow> rows, CancellationToken cancellationToken)
    {
        if (!feed.HasFollowers || rows.Count == 0)
        {
            return;
        }

        var (some, lines) = (new Dictionary<long, CommittedLogRow>(), 0);
        for (var i = rows.Count - 1; i >= 0 && some.Count < MostRows && (some.Count == 0 || lines + rows[i].Lines <= MostLines); i--)
        {
            lines += rows[i].Lines;
            some[rows[i].Id] = rows[i];
        }

        Lose(rows.Take(rows.Count - some.Count));
        try
        {
            await using var command = databases.Ingest.CreateCommand(
                "SELECT host_id, id, arrived, payload FROM log_hot WHERE host_id = ANY($1) AND id = ANY($2) AND arrived >= $3 AND arrived <= $4 ORDER BY id");
            command.Parameters.AddWithValue(some.Values.Select(r => r.HostId).Distinct().ToArray());
            command.Parameters.AddWithValue(some.Keys.ToArray());

            // Told in whole milliseconds.
            command.Parameters.AddWithValue(DateTimeOffset.FromUnixTimeMilliseconds(some.Values.Min(r => r.ArrivedAt)));
            command.Parameters.AddWithValue(DateTimeOffset.FromUnixTimeMilliseconds(some.Values.Max(r => r.ArrivedAt) + 1));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var (id, chunk) = (reader.GetInt64(1), new LogChunk(reader.GetFieldValue<byte[]>(3)));
                List<LogLine> all = [.. Enumerable.Range(0, chunk.Count).Select(i => chunk[i] with { Number = HotLogs.NumberOf(id, i) })];
                feed.Publish(new CommittedLogs(reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(2), all), isOwn: false);
                some.Remove(id);
            }
        }
        catch
        {
            Lose(some.Values);
            throw;
        }
    }

    /// <summary>They are not read.</summary>
    public void Lose(IEnumerable<CommittedLogRow> rows)
    {
        foreach (var row in rows)
        {
            feed.Lose(row.HostId, row.Lines);
        }
    }
}
