using System.Globalization;

namespace Monitor.Tests.Support;

/// <summary>CPU seconds of processes and of all that they started, those that have ended too, from /proc.</summary>
internal sealed class CpuMeter(params int[] roots)
{
    private const double TicksPerSecond = 100;

    public double Seconds() => OfRoots().Sum(p => p.Value.Own + p.Value.Reaped) / TicksPerSecond;

    /// <summary>The process and all that it started.</summary>
    public static int[] Tree(int root) => [.. new CpuMeter(root).OfRoots().Select(p => p.Key)];

    private IEnumerable<KeyValuePair<int, (int Parent, long Own, long Reaped)>> OfRoots()
    {
        var processes = new Dictionary<int, (int Parent, long Own, long Reaped)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Read(folder) is { } process)
            {
                processes[id] = process;
            }
        }

        return processes.Where(p => IsOfRoots(p.Key, processes));
    }

    /// <summary>The most memory that the process ever had resident, in megabytes.</summary>
    public static double PeakMegabytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    /// <summary>CPU seconds of the process's threads of that name, of those that run now.</summary>
    public static double SecondsOf(int process, string thread) =>
        Directory.EnumerateDirectories($"/proc/{process}/task").Where(f => NameOf(f) == thread).Sum(f => Read(f)?.Item2 ?? 0) / TicksPerSecond;

    private static string? NameOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private bool IsOfRoots(int id, Dictionary<int, (int Parent, long Own, long Reaped)> processes)
    {
        while (!roots.Contains(id))
        {
            if (!processes.TryGetValue(id, out var process))
            {
                return false;
            }

            id = process.Parent;
        }

        return true;
    }

    /// <summary>The program's name stands in brackets and may hold anything.</summary>
    private static (int, long, long)? Read(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            long Number(int place) => long.Parse(words[place], CultureInfo.InvariantCulture);
            return ((int)Number(1), Number(11) + Number(12), Number(13) + Number(14));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
