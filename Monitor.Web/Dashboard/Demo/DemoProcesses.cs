using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>
/// The busiest processes of a generated host at a time: those that such a host has, which share its CPU and memory at that time between them. The first takes what
/// goes up and down, so that a leak or a nightly load has a name.
/// </summary>
internal static class DemoProcesses
{
    /// <summary>By CPU and by memory each, as an agent sends them.</summary>
    private const int Listed = 5;

    /// <summary>Shares of the host's CPU and of its usual memory, in hundredths.</summary>
    private static readonly Dictionary<string, (string Name, int Cpu, int Memory)[]> OfGroup = new()
    {
        ["Web"] = [("node", 46, 40), ("nginx", 17, 4), ("nginx", 14, 4), ("php-fpm", 9, 12), ("php-fpm", 6, 12), ("redis-server", 3, 8), ("dotnet", 2, 9)],
        ["Databases"] = [("postgres", 38, 34), ("postgres", 21, 22), ("postgres", 14, 17), ("walwriter", 6, 1), ("autovacuum worker", 9, 5), ("pgbouncer", 4, 2)],
        ["Office"] = [("java", 41, 45), ("smbd", 18, 9), ("dovecot", 9, 6), ("rspamd", 13, 11), ("cupsd", 2, 2), ("rsync", 8, 3)],
    };

    private static readonly (string Name, int Cpu, int Memory)[] Everywhere = [("systemd-journald", 2, 1), ("monitor-agent", 1, 1), ("sshd", 0, 1), ("systemd", 0, 1)];

    private static readonly (string Name, int Cpu, int Memory)[] Builds = [("cc1plus", 52, 38), ("cc1plus", 21, 14), ("ninja", 3, 2), ("git", 6, 4), ("java", 9, 22)];

    public static ProcessRow Row(DemoHost host, DateTimeOffset at, DateTimeOffset now) => new(at, ProcessTopCodec.Encode(At(host, at, now)));

    /// <param name="now">The moment that faults are measured back from.</param>
    public static IReadOnlyList<ProcessSample> At(DemoHost host, DateTimeOffset at, DateTimeOffset now)
    {
        var values = DemoSignal.At(host, at, now);
        var (cpu, used) = (values[0] * host.Vcpus, values[5]);
        var calm = DemoEvent.At(host, now - at) is null ? cpu : DemoSignal.Usual(host, at, now)[0] * host.Vcpus;
        (string Name, int Cpu, int Memory)[] parts = [.. host.Fault == DemoFault.NightlyLoad ? Builds : OfGroup[host.Group], .. Everywhere];
        var usual = host.MemoryBytes * host.Memory / 100;
        var processes = new List<ProcessSample>(parts.Length);
        for (var i = 1; i < parts.Length; i++)
        {
            var load = calm * parts[i].Cpu / 100 * (1 + (0.3 * DemoSignal.Noise(host, at, 20 + i)));
            processes.Add(new ProcessSample(Pid(host, i), parts[i].Name, Math.Round(load, 1), (long)(usual * parts[i].Memory / 100)));
        }

        var first = new ProcessSample(
            Pid(host, 0), parts[0].Name, Math.Round(Math.Max(0, (cpu * 0.97) - processes.Sum(p => p.CpuPercent)), 1),
            (long)Math.Max(usual / 50, (used * 0.97) - processes.Sum(p => p.MemoryBytes)));
        processes.Add(first);
        return [.. processes.OrderByDescending(p => p.CpuPercent).Take(Listed).Union(processes.OrderByDescending(p => p.MemoryBytes).Take(Listed))];
    }

    /// <summary>The same from start to start: a process is known by its number and name.</summary>
    private static int Pid(DemoHost host, int index) => 400 + (host.Name.Sum(c => c) % 300) + (index * 173);
}
