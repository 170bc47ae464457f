using System.Text;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>One mounted file system that can fill up.</summary>
internal sealed record Mount(string Path, string Device, string Type);

/// <summary>
/// Chooses from /proc/self/mountinfo what df shows of real file systems: no kernel inventions, what is mounted over hides what lies below, and a
/// device that is mounted in several places (bind mounts) counts once, under its shortest path.
/// </summary>
internal static class MountTable
{
    private static readonly HashSet<string> Pseudo = new(StringComparer.Ordinal)
    {
        "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs", "fuse.gvfsd-fuse",
        "fuse.lxcfs", "fuse.portal", "fusectl", "hugetlbfs", "mqueue", "nsfs", "proc", "pstore", "ramfs", "rpc_pipefs", "securityfs", "selinuxfs",
        "sysfs", "tracefs",
    };

    /// <summary>Images that are full by nature.</summary>
    private static readonly HashSet<string> Sealed = new(StringComparer.Ordinal) { "squashfs", "iso9660", "erofs", "cramfs", "udf" };

    /// <summary>Where container engines mount what belongs to one container: its path never comes again, and what is on a real disk is counted with that disk.</summary>
    private static readonly string[] OfContainers = ["/var/lib/docker", "/var/lib/containerd", "/var/lib/containers/storage", "/var/lib/kubelet"];

    public static List<Mount> Parse(ReadOnlySpan<byte> mountInfo)
    {
        var byPath = new Dictionary<string, Mount>(StringComparer.Ordinal);
        var lines = new Scanner(mountInfo);
        while (lines.NextLine(out var line))
        {
            if (ParseLine(line) is { } mount)
            {
                byPath[mount.Path] = mount;
            }
        }

        var byDevice = new Dictionary<string, Mount>(StringComparer.Ordinal);
        foreach (var mount in byPath.Values)
        {
            if (!byDevice.TryGetValue(mount.Device, out var known) || mount.Path.Length < known.Path.Length)
            {
                byDevice[mount.Device] = mount;
            }
        }

        var mounts = new List<Mount>(byDevice.Values);
        mounts.RemoveAll(static m => m.Type.Length == 0);
        mounts.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return mounts;
    }

    /// <summary>Every mount, of whatever kind: where, and its device.</summary>
    public static List<(string Path, string Device)> Points(ReadOnlySpan<byte> mountInfo)
    {
        var points = new List<(string Path, string Device)>();
        var lines = new Scanner(mountInfo);
        while (lines.NextLine(out var line))
        {
            var words = new Scanner(line);
            words.Skip(2);
            var device = Encoding.UTF8.GetString(words.NextWord());
            words.Skip(1);
            points.Add((Unescape(words.NextWord()), device));
        }

        return points;
    }

    /// <summary>Id, parent, major:minor, root, mount point, options, optional fields, "-", type, source, options. An unwanted mount keeps an empty type.</summary>
    private static Mount? ParseLine(ReadOnlySpan<byte> line)
    {
        var words = new Scanner(line);
        words.Skip(2);
        var device = Encoding.UTF8.GetString(words.NextWord());
        words.Skip(1);
        var path = Unescape(words.NextWord());
        var readOnly = HasOption(words.NextWord(), "ro"u8);
        ReadOnlySpan<byte> word;
        do
        {
            word = words.NextWord();
            if (word.IsEmpty)
            {
                return null;
            }
        }
        while (!word.SequenceEqual("-"u8));
        var type = Encoding.UTF8.GetString(words.NextWord());
        return IsWanted(type, path, readOnly) ? new Mount(path, device, type) : new Mount(path, path + "\0" + device, "");
    }

    private static bool IsWanted(string type, string path, bool readOnly) => type switch
    {
        _ when Pseudo.Contains(type) || Sealed.Contains(type) => false,
        "tmpfs" when Array.Exists(OfContainers, folder => IsUnder(path, folder)) => false,
        "tmpfs" => !readOnly && !IsUnder(path, "/dev") && !IsUnder(path, "/run") && !IsUnder(path, "/sys") && !IsUnder(path, "/proc"),
        // Layers of containers repeat the numbers of the file system that holds them; a container's own root does not.
        "overlay" => path == "/",
        _ => !Array.Exists(OfContainers, folder => IsUnder(path, folder) && path.Length > folder.Length),
    };

    private static bool IsUnder(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] == '/');

    private static bool HasOption(ReadOnlySpan<byte> options, ReadOnlySpan<byte> wanted)
    {
        foreach (var range in options.Split((byte)','))
        {
            if (options[range].SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The kernel writes space, tab, newline and backslash of a path as three octal digits.</summary>
    private static string Unescape(ReadOnlySpan<byte> word)
    {
        var bytes = new byte[word.Length];
        var length = 0;
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] == '\\' && i + 3 < word.Length && IsOctal(word[i + 1]) && IsOctal(word[i + 2]) && IsOctal(word[i + 3]))
            {
                bytes[length++] = (byte)(((word[i + 1] - '0') << 6) | ((word[i + 2] - '0') << 3) | (word[i + 3] - '0'));
                i += 3;
            }
            else
            {
                bytes[length++] = word[i];
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static bool IsOctal(byte c) => c is >= (byte)'0' and <= (byte)'7';
}
