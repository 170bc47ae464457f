using Monitor.Agent.Collectors.Linux;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Watch.Growth;

/// <summary>
/// One walk over a file system, in slices: looks at each entry's facts, opens no file and follows no link, and keeps of what it saw only the sizes of large files, the few that grew most, and
/// what each folder grew by. Folders that were changed lately come first, and those near the root before those far down.
/// </summary>
/// <param name="since">What was born or written to later than that, in seconds since 1970, has to do with the growth.</param>
/// <param name="share">What a file or folder has to grow by at least to be told by name.</param>
/// <param name="before">The sizes of the walk before; null for the first.</param>
internal sealed class TreeWalk(LocalMount mount, long since, long share, FileSizes? before, GrowthOptions options, TimeProvider clock) : IDisposable
{
    public const int MostPathBytes = 4096;
    private const int Deepest = 64;
    private const int TypeMask = 0xF000;
    private const int PlainType = 0x8000;
    private const int FolderType = 0x4000;
    private const int BlockBytes = 512;
    private const int MostWritten = 3;

    private readonly Queue<FolderNode> _changed = [];
    private readonly Queue<FolderNode> _others = new([new FolderNode(System.Text.Encoding.UTF8.GetBytes(mount.Path.TrimEnd('/')), null)]);
    private readonly HashSet<string> _aboveClosed = [.. mount.Closed.Select(static p => Path.GetDirectoryName(p) ?? "")];
    private readonly List<(FileNumber Number, GrownPath Path)> _grown = [];
    private readonly List<(FileNumber Number, GrownPath Path)> _written = [];
    private readonly byte[] _path = new byte[MostPathBytes];
    private readonly long _startedAt = clock.GetTimestamp();
    private FolderStream? _stream;
    private FolderNode? _root;
    private FolderNode? _at;
    private (uint Major, uint Minor) _device;
    private bool _isAboveClosed;
    private long _bytes;
    private int _files;
    private int _grownFolders;

    /// <summary>So many were looked at.</summary>
    public int Entries { get; private set; }

    /// <summary>In bytes, what files and folders that were seen so far grew by.</summary>
    public double Explained => _grown.Sum(static g => g.Path.Bytes) + (_root?.Bytes ?? 0);

    /// <summary>What this walk leaves for the next one.</summary>
    public FileSizes Sizes { get; } = new(options.MostFiles);

    /// <summary>True when the walk is over.</summary>
    public bool Slice()
    {
        var left = options.SliceEntries;
        var startedAt = clock.GetTimestamp();
        while (left > 0 && clock.GetElapsedTime(startedAt) < options.SliceTime)
        {
            if (Entries >= options.MostEntries || clock.GetElapsedTime(_startedAt) > options.MostTime)
            {
                End();
                return true;
            }

            if (_stream is null && !OpenNext())
            {
                return true;
            }

            left--;
            if (_stream!.MoveNext())
            {
                Entries++;
                Look(_stream);
            }
            else
            {
                EndFolder();
            }
        }

        return false;
    }

    /// <summary>Ends it before its end.</summary>
    public void End()
    {
        Sizes.IsWhole = false;
        EndFolder();
    }

    /// <summary>Files and folders that grew, the most first; behind them what was written to, where those do not explain half of <paramref name="growth"/>.</summary>
    public IReadOnlyList<GrownPath> Found(double growth)
    {
        var exact = _grown.Select(static g => g.Path).Concat((_root?.Explain(share) ?? []).Select(static n => new GrownPath(n.PathOf(), n.Bytes, n.Files)))
            .OrderByDescending(static p => p.Bytes).Take(FileGrowth.MostPaths).ToList();
        return exact.Sum(static p => p.Bytes) >= growth / 2 ? exact
            : [.. exact.Take(FileGrowth.MostPaths - _written.Count), .. _written.Select(static w => w.Path)];
    }

    public void Dispose() => _stream?.Dispose();

    /// <summary>False when nothing is left.</summary>
    private bool OpenNext()
    {
        while (_changed.TryDequeue(out var next) || _others.TryDequeue(out next))
        {
            var length = next.PutPath(_path);
            if (length == 0 || FolderStream.TryOpen(_path.AsSpan(0, length + 1)) is not { } stream)
            {
                continue;
            }

            // Something may have been mounted there since its entry was seen.
            if (stream.Device() is not { } device || (_root is not null && device != _device && mount.Type != "btrfs"))
            {
                stream.Dispose();
                continue;
            }

            _root ??= next;
            (_stream, _at, _device) = (stream, next, device);
            _isAboveClosed = _aboveClosed.Contains(System.Text.Encoding.UTF8.GetString(_path, 0, length));
            return true;
        }

        return false;
    }

    private void EndFolder()
    {
        _stream?.Dispose();
        _stream = null;
        if (_files > 0)
        {
            // Of very many folders, those that come late count with one above them.
            (_grownFolders < options.MostFolders ? _at! : _at!.Known).Add(_bytes, _files);
            (_grownFolders, _bytes, _files) = (_grownFolders + 1, 0, 0);
        }
    }

    private void Look(FolderStream entry)
    {
        if (entry.Kind is not (FolderStream.Unknown or FolderStream.Folder or FolderStream.Plain) || (_isAboveClosed && mount.Closed.Contains(_at!.PathOf(entry.Name))) || !entry.TryStat(out var facts))
        {
            return;
        }

        switch (facts.Mode & TypeMask)
        {
            case FolderType:
                Push(entry.Name, facts);
                break;
            case PlainType:
                Measure(entry.Name, facts);
                break;
            default:
                break;
        }
    }

    private void Push(ReadOnlySpan<byte> name, in StatXBuffer facts)
    {
        if (_changed.Count + _others.Count >= options.MostFolders || _at!.Depth >= Deepest)
        {
            Sizes.IsWhole = false;
            return;
        }

        (facts.WrittenSeconds >= since ? _changed : _others).Enqueue(new FolderNode(name.ToArray(), _at));
    }

    private void Measure(ReadOnlySpan<byte> name, in StatXBuffer facts)
    {
        var bytes = (long)facts.Blocks * BlockBytes;
        var isWritten = facts.WrittenSeconds >= since;
        var isNew = facts.Born is { } born && born >= since;
        if (bytes < options.LargeBytes)
        {
            Count(isNew || (facts.Born is null && isWritten) ? bytes : 0);
            return;
        }

        var number = new FileNumber(facts.DeviceMajor, facts.DeviceMinor, facts.Inode);
        if (!Sizes.TryAdd(number, bytes))
        {
            return;
        }

        var growth = before?.Find(number) is { } was ? bytes - was : isNew ? bytes : !isWritten ? 0 : before is { IsWhole: true } ? bytes : (long?)null;
        if (growth is null)
        {
            Keep(_written, MostWritten, number, name, bytes, isVague: true);
        }
        else if (growth >= share)
        {
            Keep(_grown, FileGrowth.MostPaths, number, name, growth.Value, isVague: false);
        }
        else
        {
            Count(growth.Value);
        }
    }

    private void Count(long bytes)
    {
        if (bytes > 0)
        {
            _bytes += bytes;
            _files++;
        }
    }

    /// <summary>Of those that are largest; the paths of the others are never made.</summary>
    private void Keep(List<(FileNumber Number, GrownPath Path)> kept, int most, FileNumber number, ReadOnlySpan<byte> name, long bytes, bool isVague)
    {
        var place = kept.FindIndex(k => bytes > k.Path.Bytes);
        place = place < 0 ? kept.Count : place;
        if (place >= most || kept.Exists(k => k.Number == number))
        {
            return;
        }

        kept.Insert(place, (number, new GrownPath(FileGrowth.NameOf(_at!.PathOf(name)), bytes, 0, isVague)));
        if (kept.Count > most)
        {
            kept.RemoveAt(most);
        }
    }
}
