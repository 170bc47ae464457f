using Monitor.Agent.Local;

namespace Monitor.Agent.Logs;

/// <summary>All files that the settings name, found anew every few seconds.</summary>
/// <param name="all">The pace of all of them together.</param>
internal sealed class FileTail(IReadOnlyList<(string Pattern, LogRules Rules)> patterns, TokenBucket all, TimeZoneInfo zone, FileOpener opener, AgentLog log) : IDisposable
{
    private const int MostPaths = 100;

    /// <summary>What the server takes as the name of a source.</summary>
    private const int MostPathLength = 400;
    private const long SearchMilliseconds = 10_000;

    private readonly List<FollowedFile> _files = [];
    private readonly byte[] _buffer = new byte[64 * 1024];
    private long? _searchedAt;
    private int _first;

    public int Count => _files.Count(static f => f.IsOpen);

    /// <param name="saved">Null at the first start ever.</param>
    public void Start(LogPositions? saved, in LogMoment moment)
    {
        _searchedAt = moment.Monotonic;
        var bySource = (saved?.Files ?? []).ToLookup(static p => p.Path, StringComparer.Ordinal);
        foreach (var (path, rules) in Find())
        {
            Start(path, rules, [.. bySource[path]], saved?.SavedAt, isNew: false, moment);
        }

        // A path may be gone for the moment, and what had its name be there.
        foreach (var group in bySource)
        {
            if (!_files.Exists(f => f.Path == group.Key) && RulesOf(group.Key) is { } rules)
            {
                Start(group.Key, rules, [.. group], saved!.SavedAt, isNew: false, moment);
            }
        }
    }

    /// <summary>Sees what has become of the files, also while nothing is read: one that is renamed now may be gone later.</summary>
    public void Look(in LogMoment moment)
    {
        var isToSearch = moment.Monotonic - _searchedAt >= SearchMilliseconds;
        foreach (var file in _files)
        {
            Try(file, moment, static (file, moment) => file.Look(moment));
            if (isToSearch)
            {
                Try(file, moment, static (file, moment) => file.LookBack(moment));
            }

            if (file.TakeLost())
            {
                log.Warn("logs.lost." + file.Path, $"Lines of {file.Path} may have gone with their file before they were read");
            }
        }

        if (!isToSearch)
        {
            return;
        }

        _searchedAt = moment.Monotonic;

        foreach (var gone in _files.FindAll(static f => !f.IsOpen && !File.Exists(f.Path)))
        {
            gone.Dispose();
            _files.Remove(gone);
        }

        foreach (var (path, rules) in Find())
        {
            Start(path, rules, [], moment.Wall, isNew: true, moment);
        }
    }

    /// <summary>Begins with another file each time, so that a busy one does not take all from the others.</summary>
    public void Read(LogRound round, in LogMoment moment)
    {
        for (var i = 0; i < _files.Count && !round.IsFull; i++)
        {
            Try(_files[(_first + i) % _files.Count], moment, (file, moment) => file.Read(round, _buffer, moment));
        }

        _first = _files.Count == 0 ? 0 : (_first + 1) % _files.Count;
    }

    public IReadOnlyList<FilePosition> Positions() => [.. _files.SelectMany(static f => f.Positions())];

    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private void Start(string path, LogRules rules, IReadOnlyList<FilePosition> saved, DateTimeOffset? savedAt, bool isNew, in LogMoment moment)
    {
        var file = new FollowedFile(path, rules, all, zone, opener);
        _files.Add(file);
        Try(file, moment, (file, moment) => file.Start(saved, savedAt, isNew, moment));
    }

    /// <summary>A file that cannot be read now holds up no other one.</summary>
    private void Try(FollowedFile file, in LogMoment moment, Action<FollowedFile, LogMoment> step)
    {
        try
        {
            step(file, moment);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Warn("logs.file." + file.Path, $"{file.Path} could not be read this time", exception);
        }
    }

    /// <summary>Paths that are not followed yet. What has the name of a rotated file is one, where the other is there, too.</summary>
    private List<(string Path, LogRules Rules)> Find()
    {
        var found = new List<(string Path, LogRules Rules)>();
        var followed = _files.ConvertAll(static f => f.Path);
        foreach (var (pattern, rules) in patterns)
        {
            var paths = FilePattern.Find(pattern, MostPaths);
            foreach (var path in paths.Where(p => p.Length <= MostPathLength && !IsRotated(p, paths.Concat(followed)) && !_files.Exists(f => f.Path == p) && !found.Exists(f => f.Path == p)))
            {
                if (_files.Count + found.Count == MostPaths)
                {
                    log.Warn("logs.files", $"More than {MostPaths} files fit the patterns: the rest is not read");
                    return found;
                }

                found.Add((path, rules));
            }
        }

        return found;
    }

    private LogRules? RulesOf(string path)
    {
        foreach (var (pattern, rules) in patterns)
        {
            if (FilePattern.Fits(pattern, path))
            {
                return rules;
            }
        }

        return null;
    }

    private static bool IsRotated(string path, IEnumerable<string> among)
    {
        var name = Path.GetFileName(path);
        return RotatedNames.IsPacked(name)
            || among.Any(other => other.Length < path.Length && Path.GetDirectoryName(other) == Path.GetDirectoryName(path) && RotatedNames.Is(name, Path.GetFileName(other)));
    }
}
