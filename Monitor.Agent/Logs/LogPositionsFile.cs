using System.Text.Json;
using Monitor.Agent.Delivery;
using Monitor.Agent.Local;

namespace Monitor.Agent.Logs;

/// <summary>Keeps the positions beside the spool, and finds them again.</summary>
internal sealed class LogPositionsFile(string folder, AgentLog log)
{
    public const string FileName = "log-positions.json";

    private readonly string _path = Path.Combine(folder, FileName);

    /// <summary>Null at the first start ever. Of the file and the records that wait, the newest counts. Does not throw.</summary>
    public LogPositions? Load(Spool spool)
    {
        var newest = LoadFile();
        try
        {
            spool.Visit(entry =>
            {
                for (var parts = new RecordParts(entry.Payload.Span); parts.MoveNext();)
                {
                    if (parts.Kind == PartKind.Positions && entry.Seq > (newest?.Seq ?? 0))
                    {
                        newest = JsonSerializer.Deserialize(parts.Json, LogPositionsJson.Default.LogPositions)! with { Seq = entry.Seq };
                    }
                }
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            log.Warn("logs.positions", "What waits in the spool says not how far the logs were read: the last lines may be sent twice", exception);
        }

        return newest;
    }

    /// <summary>Does not throw: what cannot be written now is in the record, too.</summary>
    public void Save(LogPositions positions)
    {
        try
        {
            OwnFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(positions, LogPositionsJson.Default.LogPositions));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Warn("logs.positions", "How far the logs were read could not be written", exception);
        }
    }

    private LogPositions? LoadFile()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_path), LogPositionsJson.Default.LogPositions);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            log.Warn("logs.positions", "How far the logs were read is not known: they are read from their ends", exception);
            return null;
        }
    }
}
