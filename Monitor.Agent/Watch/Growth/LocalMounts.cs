using Monitor.Agent.Collectors.Linux;

namespace Monitor.Agent.Watch.Growth;

/// <summary>A mounted file system of this machine, how full it is, and where below it others are mounted.</summary>
/// <param name="Type">Such as <c>ext4</c>.</param>
/// <param name="Closed">Paths that are not entered: another file system lies there.</param>
internal sealed record LocalMount(string Path, string Type, FileSystemUse Use, IReadOnlySet<string> Closed);

/// <summary>Reads which file systems may be walked: neither the kernel's inventions nor those that another machine or a program serves, which may hang.</summary>
internal sealed class LocalMounts
{
    private static readonly HashSet<string> Local = new(StringComparer.Ordinal)
    {
        "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "bcachefs", "nilfs2", "vfat", "exfat", "ntfs3", "tmpfs", "overlay",
    };

    public static IReadOnlyList<LocalMount> Read()
    {
        using var file = new ProcFile("/proc/self/mountinfo");
        var table = file.Read();
        var points = MountTable.Points(table);
        return [.. MountTable.Parse(table).Where(static m => Local.Contains(m.Type)).Select(m => Of(m, points)).OfType<LocalMount>()];
    }

    private static LocalMount? Of(Mount mount, List<(string Path, string Device)> points) =>
        Posix.FileSystem(System.Text.Encoding.UTF8.GetBytes(mount.Path + '\0')) is { Blocks: > 0 } use
            ? new LocalMount(mount.Path, mount.Type, use, Closed(mount, points)) : null;

    /// <summary>Mounted subvolumes of the same btrfs are part of it; what is mounted a second time of another kind is there already.</summary>
    internal static HashSet<string> Closed(Mount mount, IEnumerable<(string Path, string Device)> points) =>
        [.. points.Where(p => p.Path != mount.Path && !(mount.Type == "btrfs" && p.Device == mount.Device)).Select(static p => p.Path)];
}
