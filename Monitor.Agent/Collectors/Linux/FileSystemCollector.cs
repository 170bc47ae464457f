namespace Monitor.Agent.Collectors.Linux;

/// <summary>Size, use and inodes of each mounted real file system. The mount table is read again only when the kernel's text has changed.</summary>
internal sealed class FileSystemCollector : ICollector
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly ProcFile _file = new("/proc/self/mountinfo");
    private readonly MountProbe _probe = new(Posix.FileSystem, Patience);
    private readonly Dictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private readonly List<Entry> _entries = [];
    private List<MountProbe.MountTarget> _targets = [];
    private byte[] _lastTable = [];

    public string Name => "file systems";

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        var table = _file.Read();
        if (!table.SequenceEqual(_lastTable))
        {
            _lastTable = table.ToArray();
            Take(MountTable.Parse(table));
        }

        _probe.Ask(_targets);
        foreach (var entry in _entries)
        {
            if (entry.Target.Use is { Blocks: > 0 } use)
            {
                entry.Put(vector, use);
            }
        }
    }

    private void Take(List<Mount> mounts)
    {
        _entries.Clear();
        foreach (var mount in mounts)
        {
            if (!_known.TryGetValue(mount.Path, out var entry))
            {
                _known.Add(mount.Path, entry = new Entry(new MountProbe.MountTarget(mount.Path)));
            }

            _entries.Add(entry);
        }

        // A worker that was given up may still walk the old list: it is left as it is.
        _targets = _entries.ConvertAll(static e => e.Target);
    }

    private sealed class Entry(MountProbe.MountTarget target)
    {
        private int _total = -1, _used = -1, _free = -1, _percent = -1, _inodes = -1;

        public MountProbe.MountTarget Target => target;

        public void Put(SampleVector vector, in FileSystemUse use)
        {
            vector.Set(ref _total, "disk.total_bytes", use.TotalBytes, "mount", target.Path);
            vector.Set(ref _used, "disk.used_bytes", use.UsedBytes, "mount", target.Path);
            vector.Set(ref _free, "disk.free_bytes", use.FreeBytes, "mount", target.Path);
            vector.Set(ref _percent, "disk.used_percent", use.UsedPercent, "mount", target.Path);
            vector.Set(ref _inodes, "disk.inodes_used_percent", use.InodesUsedPercent, "mount", target.Path);
        }
    }
}
