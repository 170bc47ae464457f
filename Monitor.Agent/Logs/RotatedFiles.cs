namespace Monitor.Agent.Logs;

/// <summary>The files that once had the name of a path: those that are open because there is something left in them, and how far the others were read.</summary>
internal sealed class RotatedFiles(string path, FileOpener opener) : IDisposable
{
    public const long KeepMilliseconds = 60_000;
    private const int MostOpen = 4;
    private const int MostKnown = 16;
    private const long MostKeepMilliseconds = 3_600_000;

    private readonly List<TailedFile> _open = [];
    private readonly List<FilePosition> _known = [];
    private bool _hasLost;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<TailedFile> Open => _open;

    public IReadOnlyList<FilePosition> Known => _known;

    /// <summary>Once, where something may have gone before it was read.</summary>
    public bool TakeLost()
    {
        var lost = _hasLost;
        _hasLost = false;
        return lost;
    }

    public void Learn(IEnumerable<FilePosition> positions) => _known.AddRange(positions);

    /// <summary>How far this file was read, where it is known and still the same.</summary>
    public FilePosition? Find(TailedFile file) => _known.Find(p => p.Id == file.Id && file.Holds(p));

    public void Forget(FileId id) => _known.RemoveAll(p => p.Id == id);

    public void Add(TailedFile file, long now)
    {
        (file.ReadAt, file.RotatedAt) = (now, now);
        _open.Add(file);
        Forget(file.Id);
        if (_open.Count > MostOpen)
        {
            Close(_open[0], isAtEnd: _open[0].Size == _open[0].Offset);
        }
    }

    /// <summary>It has its name again.</summary>
    public TailedFile? TakeBack(FileId id)
    {
        var file = _open.Find(f => f.Id == id);
        if (file is not null)
        {
            _open.Remove(file);
        }

        return file;
    }

    /// <summary>Nothing has come for a while, or nothing of it could be taken for a long while: then it is no longer held, since it may be deleted and fill the disk.</summary>
    public bool IsToClose(TailedFile file, bool isAtEnd, long now) =>
        (isAtEnd && now - file.ReadAt > KeepMilliseconds) || now - file.RotatedAt > MostKeepMilliseconds;

    /// <summary>What is left of it is read on where it still lies beside the path.</summary>
    public void Close(TailedFile file, bool isAtEnd)
    {
        _open.Remove(file);
        _known.Add(file.Position(file.Offset, file.IsInLine) with { IsDone = isAtEnd });
        if (_known.Count > MostKnown)
        {
            _known.RemoveAt(0);
        }

        file.Dispose();
    }

    /// <summary>
    /// Looks at what lies beside the path, from the oldest on: known files with something left, copies of known ones, and files that came and went between
    /// two looks.
    /// </summary>
    /// <param name="since">What was written last before it and is not known is none of these.</param>
    /// <param name="current">Of the path itself, where there is one.</param>
    public void Search(DateTimeOffset since, FileId? current, long now)
    {
        var found = Siblings();
        var copied = new HashSet<FileId>();
        foreach (var (name, facts) in found)
        {
            if (facts.Id != current && !_open.Exists(f => f.Id == facts.Id) && opener.TryOpen(path, name) is { } file && !TryTake(file, facts, since, copied, now))
            {
                file.Dispose();
            }
        }

        for (var i = _known.Count - 1; i >= 0; i--)
        {
            var known = _known[i];
            if (known.Id != current && !found.Exists(f => f.Facts.Id == known.Id))
            {
                _hasLost |= !known.IsDone && !copied.Contains(known.Id);
                _known.RemoveAt(i);
            }
        }
    }

    public void Dispose()
    {
        foreach (var file in _open)
        {
            file.Dispose();
        }

        _open.Clear();
    }

    private bool TryTake(TailedFile file, in FileFacts facts, DateTimeOffset since, HashSet<FileId> copied, long now)
    {
        var position = Find(file);
        if (position is null)
        {
            if (facts.Written < since)
            {
                return false;
            }

            position = _known.Find(p => p.StartLength > 0 && file.Holds(p));
            if (position is not null)
            {
                copied.Add(position.Id);
            }
        }

        if (position is null ? file.Size == 0 : file.Size == position.Offset)
        {
            if (position is not null && position.Id != file.Id)
            {
                _known.Add(position with { Device = file.Id.Device, Inode = file.Id.Inode, IsDone = true });
            }

            return false;
        }

        if (position is not null)
        {
            file.GoTo(position);
        }

        Add(file, now);
        return true;
    }

    private List<(string Name, FileFacts Facts)> Siblings()
    {
        var own = Path.GetFileName(path);
        var found = new List<(string Name, FileFacts Facts)>();
        try
        {
            foreach (var name in Directory.EnumerateFiles(Path.GetDirectoryName(path)!))
            {
                if (RotatedNames.Is(Path.GetFileName(name), own) && FileFacts.Of(name) is { IsPlain: true } facts)
                {
                    found.Add((name, facts));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What may not be listed is not read either.
        }

        // Written within one grain of the clock, the higher number is the older.
        found.Sort(static (a, b) => a.Facts.Written.CompareTo(b.Facts.Written) is var order and not 0 ? order : string.CompareOrdinal(b.Name, a.Name));
        return found;
    }
}
