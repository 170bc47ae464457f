using System.Text;
using Monitor.Agent.Local;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>What a Linux host is made of. Read seldom, so plain strings will do.</summary>
internal static class LinuxInventory
{
    public static WireInventory Read()
    {
        var (model, count) = ParseCpuInfo(TryReadText("/proc/cpuinfo"));
        var memory = MemoryInfo.Parse(Encoding.UTF8.GetBytes(TryReadText("/proc/meminfo")));
        return new WireInventory(
            ParseOsRelease(TryReadText("/etc/os-release")), "Linux " + TryReadText("/proc/sys/kernel/osrelease").Trim(), model,
            count > 0 ? count : Environment.ProcessorCount, (long)(memory.Total ?? 0), NetworkAddresses.Read(), AgentBuild.Version);
    }

    internal static string ParseOsRelease(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))
            {
                return line["PRETTY_NAME=".Length..].Trim().Trim('"', '\'');
            }
        }

        return "Linux";
    }

    /// <summary>Counts the host's processors, not those this process may use. ARM names no model: its architecture must do.</summary>
    internal static (string Model, int Count) ParseCpuInfo(string text)
    {
        var model = "";
        var count = 0;
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                continue;
            }

            var name = line.AsSpan(0, colon).Trim();
            if (name.SequenceEqual("processor"))
            {
                count++;
            }
            else if (model.Length == 0 && name.SequenceEqual("model name"))
            {
                model = line[(colon + 1)..].Trim();
            }
        }

        return (model.Length > 0 ? model : System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString(), count);
    }

    private static string TryReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
