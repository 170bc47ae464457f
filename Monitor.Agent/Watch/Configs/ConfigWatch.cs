using System.Globalization;
using System.Text.Json;
using Monitor.Agent.Local;
using Monitor.Agent.Logs;
using Monitor.Domain.Notifications;

namespace Monitor.Agent.Watch.Configs;

/// <summary>
/// Tells which watched files were changed, have appeared or are gone, once a look. The first look ever teaches silently, and so does a new pattern; what was remembered
/// is kept beside the spool, so that a change while the agent was away is told.
/// </summary>
internal sealed class ConfigWatch(string folder, ConfigLook look, EventSpool events, AgentLog log)
{
    public const string Changed = "config.changed";
    public const string FileName = "watched-files.json";
    private const int MostNamed = 10;
    private const int NameLength = 150;

    private readonly string _path = Path.Combine(folder, FileName);
    private ConfigMarks? _marks;
    private bool _isLoaded;

    public void Look(DateTimeOffset now)
    {
        if (!_isLoaded)
        {
            (_marks, _isLoaded) = (Load(), true);
        }

        var before = (_marks?.Files ?? []).ToDictionary(static mark => mark.Path, StringComparer.Ordinal);
        var seen = look.Look(before);
        var changes = new List<string>();
        if (_marks is not null)
        {
            CompareSeen(before, seen, changes);
            CompareMissing(before, seen, changes);
        }

        var marks = new ConfigMarks { Patterns = look.Patterns, Files = [.. seen.Values] };
        if (changes.Count > 0)
        {
            // Where the disk takes nothing the old marks stay, and it is told at a later look.
            _marks = events.TryTell(now, Changed, Words(changes), () => Save(marks)) ? marks : _marks;
        }
        else if (_marks is null || !_marks.Files.SequenceEqual(marks.Files) || !_marks.Patterns.SequenceEqual(marks.Patterns))
        {
            _marks = marks;
            Save(marks);
        }
    }

    /// <summary>One that was not known has appeared where it could have been known: an older pattern means it, and there was room for it.</summary>
    private void CompareSeen(Dictionary<string, ConfigMark> before, Dictionary<string, ConfigMark> seen, List<string> changes)
    {
        foreach (var mark in seen.Values)
        {
            if (before.TryGetValue(mark.Path, out var known))
            {
                if (!known.IsSame(mark))
                {
                    changes.Add($"{Name(mark.Path)} changed");
                }
            }
            else if (before.Count < ConfigLook.MostFiles && _marks!.Patterns.Any(pattern => FilePattern.Fits(pattern, mark.Path)))
            {
                changes.Add($"{Name(mark.Path)} appeared");
            }
        }
    }

    /// <summary>At the second look at which it is not there.</summary>
    private void CompareMissing(Dictionary<string, ConfigMark> before, Dictionary<string, ConfigMark> seen, List<string> changes)
    {
        foreach (var known in before.Values.Where(known => !seen.ContainsKey(known.Path) && !ConfigLook.IsThere(known.Path) && look.Patterns.Any(pattern => FilePattern.Fits(pattern, known.Path))))
        {
            if (known.IsMissing)
            {
                changes.Add($"{Name(known.Path)} is gone");
            }
            else if (seen.Count < ConfigLook.MostFiles)
            {
                seen.Add(known.Path, known with { IsMissing = true });
            }
        }
    }

    private static string Name(string path) => PlainLine.Of(path, NameLength);

    private static string Words(List<string> changes) =>
        string.Join(", ", changes.Take(MostNamed)) + (changes.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {changes.Count - MostNamed} more") : "");

    /// <summary>Null at the first start ever.</summary>
    private ConfigMarks? Load()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_path), ConfigMarksJson.Default.ConfigMarks) is { Files: not null, Patterns: not null } marks && marks.Files.All(static mark => mark?.Path is not null)
                ? marks : throw new JsonException("it is not whole");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            log.Warn("watch.marks", "What the watched files were is not known: changes are told from now on", exception);
            return null;
        }
    }

    /// <summary>Does not throw: what cannot be written now is known until the agent ends.</summary>
    private void Save(ConfigMarks marks)
    {
        try
        {
            OwnFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(marks, ConfigMarksJson.Default.ConfigMarks));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Warn("watch.marks", "What the watched files are could not be written", exception);
        }
    }
}
