namespace Monitor.Agent.Collectors.Linux.Hardware;

/// <summary>
/// How much of their life flash disks have used, where the kernel shows it without a command to the disk: eMMC and UFS, in steps of 10 %. Of the two kinds of
/// cells the one that is further on counts.
/// </summary>
internal static class WearSources
{
    /// <summary>From the folder of a disk to its UFS host there are a few levels of SCSI.</summary>
    private const int MostLevels = 6;

    public static IEnumerable<HardwareSource> Find(string sys)
    {
        foreach (var disk in SysText.Folders(Path.Combine(sys, "block")))
        {
            var name = Path.GetFileName(disk).Replace('!', '/');
            if (Path.Combine(disk, "device/life_time") is var cells && File.Exists(cells))
            {
                yield return Of(name, cells);
            }
            else if (Health(disk) is { } health)
            {
                yield return Of(name, health);
            }
        }
    }

    /// <summary><c>0x01</c> is up to 10 %, <c>0x0B</c> more than the maker's 100 %; 0 is not known. eMMC gives two such numbers.</summary>
    internal static double Percent(string text)
    {
        var most = text.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(SysText.Count).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return most is > 0 and <= 11 ? Math.Min(100, most * 10) : double.NaN;
    }

    private static string? Health(string disk)
    {
        var folder = Path.Combine(disk, "device");
        try
        {
            folder = Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        for (var level = 0; level < MostLevels && folder is not null; level++)
        {
            if (Path.Combine(folder, "health_descriptor/life_time_estimation_a") is var found && File.Exists(found))
            {
                return found;
            }

            folder = Path.GetDirectoryName(folder);
        }

        return null;
    }

    private static HardwareSource Of(string name, string path) => new("disk.wear_percent", "device", name, path, Percent) { IsSlow = true };
}
