using System.Globalization;

namespace Monitor.Agent.Collectors.Linux.Peers;

/// <summary>Finds the processes that hold sockets, by what /proc/PID/fd points to. Those of other users are seen by root alone; the rest stays without a name.</summary>
internal static class SocketOwners
{
    /// <summary>Open files that are looked at in one go.</summary>
    private const int MostFiles = 200_000;

    public static IReadOnlyDictionary<ulong, string> Find(IReadOnlySet<ulong> inodes)
    {
        var owners = new Dictionary<ulong, string>();
        var files = 0;
        foreach (var folder in inodes.Count == 0 ? [] : Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(f[^1])))
        {
            try
            {
                string? name = null;
                // By the numbers in fdinfo: whoever lists fd looks at what each points to, and waits for ever where that lies on a server that is away.
                foreach (var file in Directory.EnumerateFiles(folder + "/fdinfo"))
                {
                    if (++files > MostFiles || owners.Count == inodes.Count)
                    {
                        return owners;
                    }

                    if (Inode(new FileInfo($"{folder}/fd/{Path.GetFileName(file)}").LinkTarget) is { } inode && inodes.Contains(inode) && !owners.ContainsKey(inode))
                    {
                        owners[inode] = name ??= Name(folder);
                    }
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or belongs to somebody else.
            }
        }

        return owners;
    }

    /// <summary>Of <c>socket:[12345]</c>.</summary>
    private static ulong? Inode(string? target) =>
        target is not null && target.StartsWith("socket:[", StringComparison.Ordinal) && ulong.TryParse(target.AsSpan(8).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            ? inode : null;

    private static string Name(string folder)
    {
        var name = File.ReadAllText(folder + "/comm").Trim();
        return string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
    }
}
