using System.Text.Json;
using Monitor.Agent.Delivery;
using Monitor.Agent.Local;
using Monitor.Agent.Logs;

namespace Monitor.Agent.Watch.Handed;

/// <summary>Takes what was handed to the agent into the spool. A file goes once its event is on disk there; a kill between the two is found out at the next start.</summary>
internal sealed class HandedEvents(string ownFolder, Spool spool, EventSpool events, AgentLog log)
{
    private const int MostBytes = 16 * 1024;

    private readonly string _folder = EventBox.FolderOf(ownFolder);

    /// <summary>Those that could not be put away: they are not told again.</summary>
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Before anything of the spool is sent. Does not throw.</summary>
    public void Start()
    {
        try
        {
            OwnFiles.CreateFolder(_folder);
            spool.Visit(entry =>
            {
                for (var parts = new RecordParts(entry.Payload.Span); parts.MoveNext();)
                {
                    if (parts.Kind == PartKind.Handed && JsonElement.Parse(parts.Json).GetString() is { } name)
                    {
                        PutAway(Path.Combine(_folder, Path.GetFileName(name)));
                    }
                }
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            log.Warn("events", "Events that are handed to the agent may not be found, or be told twice", exception);
        }
    }

    public void Look()
    {
        if (!Directory.Exists(_folder))
        {
            return;
        }

        foreach (var path in EventBox.Waiting(_folder).Where(path => !_told.Contains(path)))
        {
            if (!Take(path))
            {
                return;
            }
        }
    }

    /// <summary>False where the disk takes nothing now.</summary>
    private bool Take(string path)
    {
        var handed = FileFacts.Of(path) is { IsPlain: true, Size: <= MostBytes } ? HandedEvent.TryRead(File.ReadAllBytes(path)) : null;
        if (handed is not null)
        {
            return events.TryTell(DateTimeOffset.FromUnixTimeMilliseconds(handed.T), handed.Kind, handed.Text, () => PutAway(path), Path.GetFileName(path));
        }

        log.Warn("events.wrong", $"{Path.GetFileName(path)} in {_folder} is no event and was deleted");
        PutAway(path);
        return true;
    }

    private void PutAway(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _told.Add(path);
            log.Warn("events.files", $"An event was told and its file cannot be deleted: {path}", exception);
        }
    }
}
