namespace Monitor.Agent.Collectors.Linux.Hardware;

/// <summary>What disks, file systems and memory count of their own failures, since the driver started or (ext4) since the file system was made.</summary>
internal static class ErrorSources
{
    public static IEnumerable<HardwareSource> Find(string sys) => [.. Disks(sys), .. FileSystems(sys), .. Memory(sys)];

    private static IEnumerable<HardwareSource> Disks(string sys)
    {
        foreach (var disk in SysText.Folders(Path.Combine(sys, "block")))
        {
            var (device, name) = (Path.Combine(disk, "device"), Path.GetFileName(disk).Replace('!', '/'));
            if (File.Exists(Path.Combine(device, "ioerr_cnt")))
            {
                yield return Of("disk.io_errors", "device", name, Path.Combine(device, "ioerr_cnt"));
            }
        }
    }

    private static IEnumerable<HardwareSource> FileSystems(string sys)
    {
        foreach (var system in SysText.Folders(Path.Combine(sys, "fs/ext4")))
        {
            if (File.Exists(Path.Combine(system, "errors_count")))
            {
                yield return Of("disk.filesystem_errors", "device", Path.GetFileName(system).Replace('!', '/'), Path.Combine(system, "errors_count"));
            }
        }
    }

    private static IEnumerable<HardwareSource> Memory(string sys)
    {
        foreach (var controller in SysText.Folders(Path.Combine(sys, "devices/system/edac/mc"), "mc*"))
        {
            foreach (var (metric, file) in new[] { ("memory.corrected_errors", "ce_count"), ("memory.uncorrected_errors", "ue_count") })
            {
                if (File.Exists(Path.Combine(controller, file)))
                {
                    yield return Of(metric, "controller", Path.GetFileName(controller), Path.Combine(controller, file));
                }
            }
        }
    }

    private static HardwareSource Of(string metric, string label, string name, string path) => new(metric, label, name, path, SysText.Count) { IsSlow = true };
}
