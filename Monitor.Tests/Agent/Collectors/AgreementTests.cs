using System.Diagnostics;
using System.Globalization;
using System.Text;
using Monitor.Agent.Collectors;
using Monitor.Agent.Collectors.Linux;
using Monitor.Agent.Local;

namespace Monitor.Tests.Agent.Collectors;

/// <summary>The collectors' values against an independent reading of the same snapshot of this machine.</summary>
public sealed class AgreementTests
{
    [Fact]
    public void Memory_agrees_with_proc_meminfo_of_the_same_snapshot()
    {
        var text = File.ReadAllText("/proc/meminfo");
        var vector = new SampleVector();
        vector.Begin();
        new MemoryCollector().Put(vector, MemoryInfo.Parse(Encoding.UTF8.GetBytes(text)));

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(':')).ToDictionary(l => l[0], l => l[1]);
        double Bytes(string name) => double.Parse(lines[name].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
        Assert.Equal(Bytes("MemTotal"), ParserTests.Value(vector, "memory.total_bytes"));
        Assert.Equal(Bytes("MemFree"), ParserTests.Value(vector, "memory.free_bytes"));
        Assert.Equal(Bytes("MemAvailable"), ParserTests.Value(vector, "memory.available_bytes"));
        var used = (Bytes("MemTotal") - Bytes("MemAvailable")) / Bytes("MemTotal") * 100;
        Assert.Equal(used, ParserTests.Value(vector, "memory.used_percent"), 0.01);
    }

    [Fact]
    public void CPU_agrees_with_two_snapshots_of_proc_stat()
    {
        var before = File.ReadAllText("/proc/stat");
        SpinWait.SpinUntil(() => File.ReadAllText("/proc/stat").Split('\n')[0] != before.Split('\n')[0], TimeSpan.FromSeconds(30));
        var after = File.ReadAllText("/proc/stat");
        var use = new CpuUse();
        foreach (var text in new[] { before, after })
        {
            Assert.True(CpuTimes.TryParse(Encoding.UTF8.GetBytes(text), out var times));
            use.Next(times);
        }

        var delta = Numbers(after).Zip(Numbers(before), (a, b) => a - b).Take(8).ToArray();
        Assert.Equal((delta.Sum() - delta[3] - delta[4]) / delta.Sum() * 100, use.UsedPercent, 0.01);
        Assert.Equal(delta[2] / delta.Sum() * 100, use.ModePercent(2), 0.01);
    }

    [Fact]
    public async Task File_systems_agree_with_df_within_what_was_written_meanwhile()
    {
        var vector = new SampleVector();
        vector.Begin();
        new FileSystemCollector().Collect(vector, TimeSpan.Zero);
        var mounts = vector.Series.Where(s => s.Metric == "disk.total_bytes").Select(s => s.Labels.Single().Value).ToList();
        Assert.Contains("/", mounts);
        foreach (var mount in mounts)
        {
            var df = await DfAsync("--output=size,used,avail,itotal,iused", mount);
            Assert.Equal(df[0], ParserTests.Value(vector, "disk.total_bytes", mount));
            // Others write to this disk while the test runs: within one part in a thousand of it.
            var tolerance = Math.Max(4096, df[0] / 1000);
            Assert.Equal(df[1], ParserTests.Value(vector, "disk.used_bytes", mount), tolerance);
            Assert.Equal(df[2], ParserTests.Value(vector, "disk.free_bytes", mount), tolerance);
            Assert.Equal(df[1] / (df[1] + df[2]) * 100, ParserTests.Value(vector, "disk.used_percent", mount), 0.2);
            Assert.Equal(df[4] / df[3] * 100, ParserTests.Value(vector, "disk.inodes_used_percent", mount), 0.5);
        }
    }

    [Fact]
    public void Every_disk_with_a_medium_and_every_interface_that_is_on_is_reported_also_when_idle()
    {
        var vector = new SampleVector();
        vector.Begin();
        var (disk, network) = (new DiskCollector(), new NetworkCollector());
        foreach (var second in new[] { 1, 2 })
        {
            disk.Collect(vector, TimeSpan.FromSeconds(second));
            network.Collect(vector, TimeSpan.FromSeconds(second));
        }

        string[] Named(string metric) => [.. vector.Series.Where(s => s.Metric == metric).Select(s => s.Labels.Single().Value).Order(StringComparer.Ordinal)];
        var on = Directory.GetDirectories("/sys/class/net").Select(i => Path.GetFileName(i)!)
            .Where(i => i != "lo" && (Convert.ToInt32(File.ReadAllText($"/sys/class/net/{i}/flags").Trim(), 16) & 1) == 1);
        Assert.Superset(on.ToHashSet(), Named("network.sent_bytes_per_second").ToHashSet());
        var disks = Directory.GetDirectories("/sys/block").Select(d => Path.GetFileName(d)!)
            .Where(d => !d.StartsWith("loop", StringComparison.Ordinal) && !d.StartsWith("ram", StringComparison.Ordinal))
            .Where(d => File.ReadAllText($"/sys/block/{d}/size").Trim() != "0");
        Assert.Superset(disks.ToHashSet(), Named("disk.read_bytes_per_second").ToHashSet());
        Assert.DoesNotContain(Named("disk.read_bytes_per_second"), d => d.StartsWith("loop", StringComparison.Ordinal) || d.StartsWith("ram", StringComparison.Ordinal));
        Assert.DoesNotContain("lo", Named("network.sent_bytes_per_second"));
    }

    [Fact]
    public void Kills_boot_time_and_load_per_core_agree_with_what_the_kernel_and_the_runtime_say()
    {
        Assert.True(OomKillCollector.TryParse(File.ReadAllBytes("/proc/vmstat"), out var kills));
        var line = File.ReadLines("/proc/vmstat").Single(l => l.StartsWith("oom_kill ", StringComparison.Ordinal));
        Assert.Equal(ulong.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture), kills);

        Assert.True(BootTimeCollector.TryParse(File.ReadAllBytes("/proc/stat"), out var booted));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds((long)booted), TimeProvider.System.GetUtcNow() - TimeSpan.FromMilliseconds(Environment.TickCount64), TimeSpan.FromSeconds(5));

        var vector = new SampleVector();
        vector.Begin();
        new LoadCollector().Collect(vector, TimeSpan.Zero);
        var cores = File.ReadLines("/proc/cpuinfo").Count(l => l.StartsWith("processor", StringComparison.Ordinal));
        Assert.Equal(ParserTests.Value(vector, "load.1m") / cores, ParserTests.Value(vector, "load.per_core"), 0.001);
    }

    [Fact]
    public void A_process_agrees_with_what_the_runtime_says_of_it()
    {
        Assert.True(ProcessStat.TryParse(File.ReadAllBytes("/proc/self/stat"), out var stat));
        using var self = Process.GetCurrentProcess();
        Assert.Equal(self.WorkingSet64, (double)stat.ResidentPages * Environment.SystemPageSize, self.WorkingSet64 / 4.0);
        Assert.Equal(self.TotalProcessorTime.TotalSeconds, stat.CpuTicks / (double)Posix.ClockTicksPerSecond, 5.0);
        Assert.NotEmpty(Encoding.UTF8.GetString(stat.Name));
    }

    [Fact]
    public void The_busiest_processes_come_with_the_second_look_and_none_that_is_left_out_is_busier()
    {
        var processes = new ProcProcesses();
        var top = new TopProcesses();
        Assert.False(processes.Scan(TimeSpan.FromSeconds(1), top));
        var spin = Stopwatch.StartNew();
        SpinWait.SpinUntil(() => spin.Elapsed > TimeSpan.FromMilliseconds(300));
        Assert.True(processes.Scan(TimeSpan.FromSeconds(1.3), top));
        var union = top.Union().ToArray();
        Assert.InRange(union.Length, 5, 10);
        Assert.Equal(union.Length, union.Select(p => p.Pid).Distinct().Count());
        Assert.Contains(union, p => p.CpuPercent > 0);
        using var self = Process.GetCurrentProcess();
        Assert.True(union.Max(p => p.MemoryBytes) >= self.WorkingSet64 / 2);
        Assert.All(union, p => Assert.True(p.Pid > 0 && p.NameLength > 0));
    }

    [Fact]
    public void A_tick_in_steady_state_allocates_nothing()
    {
        using var output = new MemoryStream();
        var set = new CollectorSet(Platform.Collectors(() => TimeSpan.FromSeconds(0.5)), new AgentLog(output, TimeProvider.System));
        for (var i = 1; i <= 20; i++)
        {
            set.Collect(TimeSpan.FromSeconds(i));
            _ = set.Vector.Schema;
        }

        var allocating = 0;
        for (var i = 21; i <= 120; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            set.Collect(TimeSpan.FromSeconds(i));
            _ = set.Vector.Schema;
            allocating += GC.GetAllocatedBytesForCurrentThread() > before ? 1 : 0;
        }

        // A mount or a device that comes or goes while other tests run costs something in that tick, and not in each.
        Assert.InRange(allocating, 0, 20);
    }

    private static double[] Numbers(string stat) =>
        [.. stat.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(n => double.Parse(n, CultureInfo.InvariantCulture))];

    private static async Task<double[]> DfAsync(string columns, string mount)
    {
        var start = new ProcessStartInfo("df") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-B1");
        start.ArgumentList.Add(columns);
        start.ArgumentList.Add(mount);
        using var df = Process.Start(start)!;
        var text = await df.StandardOutput.ReadToEndAsync();
        await df.WaitForExitAsync();
        return [.. text.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
    }
}
