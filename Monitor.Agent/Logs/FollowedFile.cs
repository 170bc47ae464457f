namespace Monitor.Agent.Logs;

/// <summary>
/// One path that is followed: the file that has the name now and those that had it before and are not read to their end. Files are known by their number and their
/// beginning, after a rotation by rename as after one by copy, and after a restart; older ones are read first.
/// </summary>
/// <param name="all">The pace of all files together.</param>
internal sealed class FollowedFile(string path, LogRules rules, TokenBucket all, TimeZoneInfo zone, FileOpener opener) : IDisposable
{
    /// <summary>Times of files lag a little behind the clock.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(100);

    private readonly RotatedFiles _rotated = new(path, opener);
    private readonly LineSplitter _lines = new(path, rules, all, zone);
    private TailedFile? _current;
    private DateTimeOffset _lookedAt;

    public string Path => path;

    public bool IsOpen => _current is not null || _rotated.Open.Count > 0;

    /// <summary>Once for what may have gone before it was read.</summary>
    public bool TakeLost() => _rotated.TakeLost();

    /// <param name="saved">How far an earlier run has read files of this path.</param>
    /// <param name="savedAt">When that was; null at the first start ever, which reads nothing old.</param>
    /// <param name="isNew">It has appeared while the agent runs.</param>
    public void Start(IReadOnlyList<FilePosition> saved, DateTimeOffset? savedAt, bool isNew, in LogMoment moment)
    {
        _lookedAt = moment.Wall - Grain;
        _rotated.Learn(saved);
        if (saved.Count > 0)
        {
            OpenAll(savedAt - Grain ?? DateTimeOffset.MaxValue, moment);
            return;
        }

        OpenCurrent(moment);
        if (_current is { } file && !isNew && (savedAt is null || FileFacts.Of(path)?.Born <= savedAt - Grain))
        {
            file.GoToEnd();
        }
    }

    /// <summary>Whether the name has passed on to another file, or the file was emptied.</summary>
    public void Look(in LogMoment moment)
    {
        CloseOverdue(moment.Monotonic);
        var facts = FileFacts.Of(path);
        if (_current is { } file && facts?.Id == file.Id)
        {
            if (facts.Value.Size != file.ReadAtSize && !file.IsUnchanged())
            {
                BeginAgain(file, moment.Monotonic);
            }
        }
        else
        {
            if (_current is not null)
            {
                _rotated.Add(_current, moment.Monotonic);
                _current = null;
            }

            if (facts is not null)
            {
                OpenAll(_lookedAt, moment);
            }
        }

        if (facts is not null)
        {
            _lookedAt = moment.Wall - Grain;
        }
    }

    /// <summary>Whether one that was read to its end has grown all the same: some programs write on into a file that has lost its name.</summary>
    public void LookBack(in LogMoment moment)
    {
        if (_rotated.Known.Count > 0)
        {
            _rotated.Search(DateTimeOffset.MaxValue, _current?.Id, moment.Monotonic);
        }
    }

    /// <summary>Reads what has come, as far as the round takes it.</summary>
    public void Read(LogRound round, Span<byte> buffer, in LogMoment moment)
    {
        _lines.Begin();
        for (var i = 0; i < _rotated.Open.Count && !round.IsFull; i++)
        {
            var file = _rotated.Open[i];
            var isAtEnd = _lines.Read(file, round, buffer, moment);
            if (round.IsFull)
            {
                return;
            }

            if (isAtEnd)
            {
                _lines.Release(round, moment);
            }

            if (_rotated.IsToClose(file, isAtEnd, moment.Monotonic))
            {
                _lines.TakeRest(file, round, buffer, moment);
                _rotated.Close(file, isAtEnd);
                i--;
            }
            else if (!isAtEnd)
            {
                return;
            }
        }

        if (_current is { } current && !round.IsFull)
        {
            _lines.Read(current, round, buffer, moment);
        }

        if (!round.IsFull)
        {
            _lines.ReleaseOld(round, moment);
        }
    }

    /// <summary>Where to go on after a restart.</summary>
    public IEnumerable<FilePosition> Positions()
    {
        foreach (var file in _current is null ? _rotated.Open : _rotated.Open.Append(_current))
        {
            yield return _lines.PositionIn(file);
        }

        foreach (var known in _rotated.Known)
        {
            if (known.Id != _current?.Id)
            {
                yield return known;
            }
        }
    }

    public void Dispose()
    {
        _rotated.Dispose();
        _current?.Dispose();
    }

    /// <summary>Also where nothing can be taken for long, and so none is closed by reading: a deleted file that is held fills the disk.</summary>
    private void CloseOverdue(long now)
    {
        for (var i = _rotated.Open.Count - 1; i >= 0; i--)
        {
            var file = _rotated.Open[i];
            var isAtEnd = file.Size == file.Offset;
            if (_rotated.IsToClose(file, isAtEnd, now - RotatedFiles.KeepMilliseconds))
            {
                _lines.KeepHeld(file);
                _rotated.Close(file, isAtEnd);
            }
        }
    }

    private void OpenCurrent(in LogMoment moment)
    {
        if (opener.TryOpen(path, path) is not { } file)
        {
            return;
        }

        if (_rotated.TakeBack(file.Id) is { } same)
        {
            file.Dispose();
            file = same;
        }
        else if (_rotated.Find(file) is { } known)
        {
            file.GoTo(known);
        }

        file.ReadAt = moment.Monotonic;
        _current = file;
    }

    /// <summary>The file that has the name is opened first: one that loses the name only then is held, and all that lost it before lie beside it.</summary>
    private void OpenAll(DateTimeOffset since, in LogMoment moment)
    {
        OpenCurrent(moment);
        _rotated.Search(since, _current?.Id, moment.Monotonic);
        if (_current is not null)
        {
            _rotated.Forget(_current.Id);
        }
    }

    /// <summary>Emptied in place. Where that was a rotation, the copy beside it has the rest.</summary>
    private void BeginAgain(TailedFile file, long now)
    {
        var position = _lines.PositionIn(file);
        var open = _rotated.Open.Count;
        _rotated.Learn([position with { IsDone = true }]);
        _rotated.Search(_lookedAt, current: null, now);
        _rotated.Forget(file.Id);
        if (_rotated.Open.Count > open)
        {
            _lines.DropHeld(file);
        }
        else
        {
            _lines.KeepHeld(file);
        }

        file.BeginAgain();
    }
}
