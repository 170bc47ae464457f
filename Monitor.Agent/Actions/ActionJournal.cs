using System.Text.Json;
using Monitor.Agent.Local;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Actions;

/// <summary>One command that was begun or turned away. <see cref="IsTold"/>: its result lies in the spool.</summary>
internal sealed record ActionEntry(Guid Id, long Expires, WireResult? Result, bool IsTold);

/// <param name="Floor">Of what was forgotten, the latest end of its time: nothing that ends before is done any more.</param>
internal sealed record JournalContent(long Floor, IReadOnlyList<ActionEntry> Entries);

/// <summary>
/// Which commands were begun, on disk before they are: one that comes again, also after a kill, is not done again. Kept are the newest; what is older is
/// covered by the end of its time. Written whole or not at all.
/// </summary>
internal sealed class ActionJournal
{
    private const string FileName = "actions-done.json";
    private const int Kept = 200;

    /// <summary>Longer than any command is good for: what may have been in a journal that is damaged has ended then.</summary>
    public static readonly TimeSpan LongestValidity = TimeSpan.FromHours(1);

    private readonly string _path;
    private JournalContent _content;

    public ActionJournal(string folder, DateTimeOffset now, AgentLog log)
    {
        _path = Path.Combine(folder, FileName);
        try
        {
            _content = JsonSerializer.Deserialize(File.ReadAllBytes(_path), ActionJson.Default.JournalContent) is { Entries: { } entries } read && entries.All(static e => e is not null)
                ? read : throw new JsonException("it is not whole");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            _content = new JournalContent(0, []);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            log.Warn("actions.journal", $"Which actions were done cannot be read: for {LongestValidity.TotalMinutes:0} min none is done", exception);
            _content = new JournalContent((now + LongestValidity).ToUnixTimeMilliseconds(), []);
        }
    }

    /// <summary>What was begun and not told: by an agent that was killed meanwhile.</summary>
    public IReadOnlyList<ActionEntry> Untold => [.. _content.Entries.Where(e => !e.IsTold)];

    public bool Knows(Guid id) => _content.Entries.Any(e => e.Id == id);

    public bool IsTooOld(long expires) => expires <= _content.Floor;

    /// <summary>Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where it cannot be remembered; then it must not be begun.</summary>
    public void Begin(Guid id, long expires)
    {
        var entries = _content.Entries.Append(new ActionEntry(id, expires, null, false)).ToList();
        var dropped = entries.Take(Math.Max(0, entries.Count - Kept)).ToList();
        Write(new JournalContent(dropped.Select(d => d.Expires).Append(_content.Floor).Max(), entries.Skip(dropped.Count).ToList()));
    }

    public void End(WireResult result, bool isTold) =>
        Write(_content with { Entries = [.. _content.Entries.Select(e => e.Id == result.Id ? e with { Result = result, IsTold = isTold } : e)] });

    private void Write(JournalContent content)
    {
        OwnFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(content, ActionJson.Default.JournalContent));
        _content = content;
    }
}
