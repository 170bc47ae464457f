using System.Globalization;
using Monitor.Agent.Collectors.Linux;

namespace Monitor.Agent.Running;

/// <summary>
/// Gives back what only the start needed: memory that the native allocator keeps for later, and pages of program files, which the kernel maps in large
/// pieces around each page that is touched and keeps as long as memory is plenty. What is needed again comes from the page cache.
/// docs/decisions/agent-runtime.md has the figures.
/// </summary>
internal static class WorkingSet
{
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Posix.TrimAllocator();
        try
        {
            foreach (var line in File.ReadLines("/proc/self/maps"))
            {
                if (TryParseFileMapping(line, out var start, out var length))
                {
                    Posix.PageOut(start, length);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A hint that could not be given.
        }
    }

    /// <summary>Start-end, rights, offset, device, inode, path. Writable mappings and those without a file are left alone.</summary>
    internal static bool TryParseFileMapping(string line, out nuint start, out nuint length)
    {
        start = length = 0;
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var dash = line.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0 || space < dash || line.Length < space + 5 || line[space + 2] == 'w' || !line.Contains(" /", StringComparison.Ordinal)
            || line.Contains("memfd:", StringComparison.Ordinal))
        {
            return false;
        }

        if (!nuint.TryParse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out start)
            || !nuint.TryParse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var end)
            || end <= start)
        {
            return false;
        }

        length = end - start;
        return true;
    }
}
