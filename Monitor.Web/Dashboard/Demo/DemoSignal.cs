using Monitor.Web.Store;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>
/// The values of a generated host at a time: a day and a week of load, noise from a hash of host and minute, and the host's fault. A pure function of
/// host and time, so that thirty generated days and the live values that follow are one curve.
/// </summary>
internal static class DemoSignal
{
    public static IReadOnlyList<SeriesName> Names { get; } =
    [
        new("cpu.used_percent", ""), new("memory.used_percent", ""), new("swap.used_percent", ""), new("load.1m", ""),
        new("memory.total_bytes", ""), new("memory.used_bytes", ""), new("memory.available_bytes", ""),
        new("disk.used_percent", "mount=\"/\""), new("disk.total_bytes", "mount=\"/\""), new("disk.used_bytes", "mount=\"/\""),
        new("disk.free_bytes", "mount=\"/\""), new("disk.inodes_used_percent", "mount=\"/\""),
        new("disk.read_bytes_per_second", "device=\"sda\""), new("disk.write_bytes_per_second", "device=\"sda\""),
        new("network.received_bytes_per_second", "interface=\"eth0\""), new("network.sent_bytes_per_second", "interface=\"eth0\""),
        new("system.uptime_seconds", ""), new("disk.utilisation_percent", "device=\"sda\""),
    ];

    private const double DiskBytes = 500e9;
    private const double Fullest = 97;
    private static readonly TimeSpan LeakLength = TimeSpan.FromHours(30);

    private static readonly DemoEvent Nothing = new("", TimeSpan.Zero, TimeSpan.Zero);

    /// <param name="now">The moment that faults are measured back from: when the history was made.</param>
    public static double[] At(DemoHost host, DateTimeOffset time, DateTimeOffset now) => At(host, time, now, DemoEvent.At(host, now - time));

    /// <summary>As it would have been had nothing unusual happened.</summary>
    public static double[] Usual(DemoHost host, DateTimeOffset time, DateTimeOffset now) => At(host, time, now, null);

    private static double[] At(DemoHost host, DateTimeOffset time, DateTimeOffset now, DemoEvent? happening)
    {
        var odd = happening ?? Nothing;
        var since = happening is null ? TimeSpan.Zero : happening.Age - (now - time);
        var load = Load(host, time);
        var cpu = host.Cpu * load + Noise(host, time, 1) * Math.Min(6, host.Cpu) + Burst(host, time) + odd.Cpu;
        var memory = host.Memory + 4 * (load - 1) + Noise(host, time, 2) + Leak(host, time) + odd.Memory;
        var disk = Math.Min(host.Disk + Growth(host, now - time) + (odd.DiskPerHour * since.TotalHours), Fullest) + 0.3 * Noise(host, time, 3);
        cpu = Risen(cpu, odd.CpuTo, since / TimeSpan.FromMinutes(1), 1.5 * Noise(host, time, 1));
        memory = Risen(memory, odd.MemoryTo, since / TimeSpan.FromMinutes(4), 0.5 * Noise(host, time, 2));
        cpu = Percent(cpu);
        memory = Percent(memory);
        disk = Percent(disk);
        var used = host.MemoryBytes * memory / 100;
        return
        [
            cpu, memory, Percent(memory > 85 ? (memory - 85) * 2 : 0), Math.Round(cpu / 100 * host.Vcpus * 1.1, 2),
            host.MemoryBytes, Math.Round(used), Math.Round(host.MemoryBytes - used),
            disk, DiskBytes, Math.Round(DiskBytes * disk / 100), Math.Round(DiskBytes * (100 - disk) / 100), Percent(disk / 3),
            Rate(2.1e5 * load * odd.Read, host, time, 4), Rate(6.4e5 * load * odd.Written, host, time, 5), Rate(1.9e6 * host.Traffic * load * odd.Received, host, time, 6),
            Rate(3.2e6 * host.Traffic * load * odd.Sent, host, time, 7),
            Math.Round((time - DateTimeOffset.UnixEpoch).TotalSeconds % (21 * 86400)),
            Percent(((4 + (host.Cpu / 4)) * load) + Noise(host, time, 8)),
        ];
    }

    /// <param name="share">How much of the way it has come.</param>
    private static double Risen(double usual, double? to, double share, double noise) =>
        to is { } level ? usual + ((level + noise - usual) * Math.Clamp(share, 0, 1)) : usual;

    /// <summary>Around 1: low at night, high on working days at noon.</summary>
    private static double Load(DemoHost host, DateTimeOffset time)
    {
        var day = Math.Sin((time.TimeOfDay.TotalHours - 8) / 24 * 2 * Math.PI);
        var weekend = !host.IsAllWeek && time.DayOfWeek is (DayOfWeek.Saturday or DayOfWeek.Sunday) ? 0.6 : 1;
        return (1 + 0.55 * host.Day * day) * weekend;
    }

    private static double Burst(DemoHost host, DateTimeOffset time) =>
        host.Fault == DemoFault.NightlyLoad && time.Hour == 2 && time.Minute < 45 ? 70 : 0;

    /// <summary>The last restart before a time that freed what had leaked.</summary>
    public static DateTimeOffset LeakEnd(DateTimeOffset before) =>
        DateTimeOffset.UnixEpoch + (Math.Floor((before - DateTimeOffset.UnixEpoch) / LeakLength) * LeakLength);

    private static double Leak(DemoHost host, DateTimeOffset time) =>
        host.Fault == DemoFault.MemoryLeaks ? 24 * ((time - DateTimeOffset.UnixEpoch).TotalHours % LeakLength.TotalHours / LeakLength.TotalHours) : 0;

    private static double Growth(DemoHost host, TimeSpan age) =>
        host.Fault == DemoFault.DiskFills ? 22 - 0.7 * age.TotalDays : 0.05 * (30 - age.TotalDays);

    private static double Rate(double mean, DemoHost host, DateTimeOffset time, int stream) =>
        Math.Round(Math.Max(0, mean * (1 + 0.6 * Noise(host, time, stream))));

    private static double Percent(double value) => Math.Round(Math.Clamp(value, 0, 100), 1);

    /// <summary>From -1 to 1, smooth over half a minute, the same for the same host, stream and time on every machine.</summary>
    public static double Noise(DemoHost host, DateTimeOffset time, int stream)
    {
        const double Step = 30;
        var place = time.ToUnixTimeMilliseconds() / 1000.0 / Step;
        var cell = (long)Math.Floor(place);
        var between = place - cell;
        return Corner(host, cell, stream) * (1 - between) + Corner(host, cell + 1, stream) * between;
    }

    private static double Corner(DemoHost host, long cell, int stream)
    {
        // SplitMix64 over the three; the name's characters rather than its hash code, which differs from run to run.
        var state = (ulong)cell * 0x9E3779B97F4A7C15UL + (ulong)stream * 0xBF58476D1CE4E5B9UL;
        foreach (var c in host.Name)
        {
            state = (state ^ c) * 0x94D049BB133111EBUL;
        }

        state ^= state >> 30;
        state *= 0xBF58476D1CE4E5B9UL;
        state ^= state >> 27;
        state *= 0x94D049BB133111EBUL;
        state ^= state >> 31;
        return (state >> 11) / (double)(1UL << 53) * 2 - 1;
    }
}
