namespace Monitor.Agent.Collectors.Windows;

/// <summary>Fixed drives by letter. A network drive is left to the host that owns it.</summary>
internal sealed class WindowsDisks : ICollector
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    public string Name => "file systems";

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        foreach (var drive in DriveInfo.GetDrives())
        {
            if (drive.DriveType == DriveType.Fixed && drive.IsReady)
            {
                Put(vector, drive);
            }
        }
    }

    private void Put(SampleVector vector, DriveInfo drive)
    {
        if (!_entries.TryGetValue(drive.Name, out var entry))
        {
            _entries.Add(drive.Name, entry = new Entry());
        }

        double total = drive.TotalSize, unused = drive.TotalFreeSpace, free = drive.AvailableFreeSpace;
        vector.Set(ref entry.Total, "disk.total_bytes", total, "mount", drive.Name);
        vector.Set(ref entry.Used, "disk.used_bytes", total - unused, "mount", drive.Name);
        vector.Set(ref entry.Free, "disk.free_bytes", free, "mount", drive.Name);
        vector.Set(ref entry.Percent, "disk.used_percent", PercentShare.Of(total - unused, total - unused + free), "mount", drive.Name);
    }

    private sealed class Entry
    {
        public int Total = -1, Used = -1, Free = -1, Percent = -1;
    }
}
