namespace Monitor.Tests.Support;

/// <summary>Finds a child of a process by a part of its command line, on Linux.</summary>
internal static class ChildProcesses
{
    public static int? Of(int parent, string argument)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Read(folder, "stat") is { } stat && ParentIn(stat) == parent
                && Read(folder, "cmdline")?.Contains(argument, StringComparison.Ordinal) == true)
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>The program's name stands in brackets and may hold anything; the parent is the second word after it.</summary>
    private static int ParentIn(string stat) => int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);

    private static string? Read(string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
