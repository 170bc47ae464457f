using System.Text;
using Monitor.Agent.Collectors;
using Monitor.Agent.Collectors.Linux;

namespace Monitor.Tests.Agent.Collectors;

public sealed class ParserTests
{
    [Fact]
    public void The_first_line_of_proc_stat_gives_the_times_by_mode()
    {
        Assert.True(CpuTimes.TryParse("cpu  10 20 30 40 50 60 70 80 5 6\ncpu0 1 2 3 4\n"u8, out var times));
        Assert.Equal((10ul, 20ul, 30ul, 40ul, 50ul, 60ul, 70ul, 80ul), (times.User, times.Nice, times.System, times.Idle, times.IoWait, times.Irq, times.SoftIrq, times.Steal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpu0 1 2 3 4\n")]
    [InlineData("cpu  1 2 x 4\n")]
    [InlineData("cpu  1 2 3\n")]
    public void A_proc_stat_without_whole_times_is_refused(string text) => Assert.False(CpuTimes.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void CPU_use_is_the_share_that_is_neither_idle_nor_waiting()
    {
        var use = new CpuUse();
        Assert.False(use.Next(new CpuTimes { User = 100, System = 100, Idle = 100, IoWait = 100 }));
        Assert.True(use.Next(new CpuTimes { User = 120, System = 110, Idle = 160, IoWait = 110 }));
        Assert.Equal(30, use.UsedPercent);
        Assert.Equal([20.0, 0, 10, 60, 10, 0, 0, 0], Enumerable.Range(0, 8).Select(use.ModePercent));
    }

    [Fact]
    public void Fault_30_CPU_counters_that_go_back_give_nothing_once_and_then_go_on()
    {
        var use = new CpuUse();
        use.Next(new CpuTimes { User = 100, Idle = 100 });
        Assert.False(use.Next(new CpuTimes { User = 10, Idle = 10 }));
        Assert.True(use.Next(new CpuTimes { User = 20, Idle = 20 }));
        Assert.Equal(50, use.UsedPercent);
    }

    [Fact]
    public void Iowait_that_falls_back_a_little_is_an_estimate_and_no_reset()
    {
        var use = new CpuUse();
        use.Next(new CpuTimes { User = 100, Idle = 100, IoWait = 50 });
        Assert.True(use.Next(new CpuTimes { User = 110, Idle = 110, IoWait = 49 }));
        Assert.Equal((50.0, 0.0), (use.UsedPercent, use.ModePercent(4)));
    }

    [Fact]
    public void Fault_30_A_counter_gives_no_rate_first_and_none_where_it_goes_back()
    {
        var rate = default(CounterRate);
        Assert.Equal(double.NaN, rate.Next(1000, TimeSpan.FromSeconds(10)));
        Assert.Equal(500, rate.Next(2000, TimeSpan.FromSeconds(12)));
        Assert.Equal(double.NaN, rate.Next(5, TimeSpan.FromSeconds(14)));
        Assert.Equal(10, rate.Next(25, TimeSpan.FromSeconds(16)));
        Assert.Equal(double.NaN, rate.Next(30, TimeSpan.FromSeconds(16)));
    }

    [Fact]
    public void Memory_that_is_used_is_total_less_available()
    {
        var vector = new SampleVector();
        vector.Begin();
        new MemoryCollector().Put(vector, MemoryInfo.Parse("MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 400 kB\nSwapTotal: 200 kB\nSwapFree: 50 kB\n"u8));
        Assert.Equal(1000 * 1024, Value(vector, "memory.total_bytes"));
        Assert.Equal(100 * 1024, Value(vector, "memory.free_bytes"));
        Assert.Equal(400 * 1024, Value(vector, "memory.available_bytes"));
        Assert.Equal(600 * 1024, Value(vector, "memory.used_bytes"));
        Assert.Equal(60, Value(vector, "memory.used_percent"));
        Assert.Equal(75, Value(vector, "swap.used_percent"));
    }

    [Fact]
    public void A_host_without_swap_has_no_swap_usage_and_an_old_kernel_no_invented_available()
    {
        var vector = new SampleVector();
        vector.Begin();
        new MemoryCollector().Put(vector, MemoryInfo.Parse("MemTotal: 1000 kB\nMemFree: 100 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"u8));
        Assert.Equal(["memory.total_bytes", "memory.free_bytes"], vector.Series.Select(s => s.Metric));
    }

    [Fact]
    public void Load_and_uptime_are_the_first_numbers_of_their_files()
    {
        Assert.True(LoadCollector.TryParse("0.15 1.18 12.12 2/82 5869\n"u8, out var one, out var five, out var fifteen));
        Assert.Equal((0.15, 1.18, 12.12), (one, five, fifteen));
        Assert.False(LoadCollector.TryParse("0.15 x"u8, out _, out _, out _));
        Assert.True(UptimeCollector.TryParse("814.80 1482.81\n"u8, out var seconds));
        Assert.Equal(814.80, seconds);
    }

    [Fact]
    public void Disk_rates_count_sectors_of_512_bytes_and_whole_disks_only()
    {
        var disks = new DiskCollector();
        var vector = new SampleVector();
        vector.Begin();
        disks.Put(vector, TimeSpan.FromSeconds(2), " 254 0 vda 1 0 100 5 7 0 200 9 0 0 0\n 254 1 vda1 1 0 100 5 7 0 200 9 0 0 0\n 7 0 loop0 0 0 0 0 0 0 0 0\n"u8, (d, _) => d == "vda");
        Assert.Empty(vector.Series);
        disks.Put(vector, TimeSpan.FromSeconds(4), " 254 0 vda 1 0 104 5 7 0 208 9 0 0 0\n 254 1 vda1 1 0 104 5 7 0 208 9 0 0 0\n"u8, (d, _) => d == "vda");
        Assert.Equal(1024, Value(vector, "disk.read_bytes_per_second", "vda"));
        Assert.Equal(2048, Value(vector, "disk.write_bytes_per_second", "vda"));
        Assert.Equal(4, vector.Series.Count);
    }

    [Fact]
    public void Network_rates_leave_out_the_loopback_and_a_line_may_lack_the_space_after_its_colon()
    {
        var network = new NetworkCollector();
        var vector = new SampleVector();
        vector.Begin();
        var head = "Inter-|   Receive |  Transmit\n face |bytes packets|bytes packets\n";
        network.Put(vector, TimeSpan.FromSeconds(2), Bytes(head + "    lo:    5 1 0 0 0 0 0 0 5 1 0 0\n  eth0:1000 1 0 0 0 0 0 0 2000 1 0 0\n"), InUse);
        network.Put(vector, TimeSpan.FromSeconds(4), Bytes(head + "    lo:    9 1 0 0 0 0 0 0 9 1 0 0\n  eth0:1200 1 0 0 0 0 0 0 2600 1 0 0\n"), InUse);
        Assert.Equal(100, Value(vector, "network.received_bytes_per_second", "eth0"));
        Assert.Equal(300, Value(vector, "network.sent_bytes_per_second", "eth0"));
        Assert.Equal(4, vector.Series.Count);
    }

    [Fact]
    public void An_interface_that_goes_and_comes_back_is_missing_meanwhile_and_starts_without_a_rate()
    {
        var network = new NetworkCollector();
        var vector = new SampleVector();
        vector.Begin();
        network.Put(vector, TimeSpan.FromSeconds(2), "eth0: 1000 1 0 0 0 0 0 0 2000 1 0 0\n"u8, InUse);
        network.Put(vector, TimeSpan.FromSeconds(4), "eth0: 1200 1 0 0 0 0 0 0 2600 1 0 0\n"u8, InUse);
        vector.Begin();
        network.Put(vector, TimeSpan.FromSeconds(6), ""u8, InUse);
        Assert.Equal(double.NaN, Value(vector, "network.received_bytes_per_second", "eth0"));
        vector.Begin();
        network.Put(vector, TimeSpan.FromSeconds(8), "eth0: 9000 1 0 0 0 0 0 0 9600 1 0 0\n"u8, InUse);
        Assert.Equal(double.NaN, Value(vector, "network.received_bytes_per_second", "eth0"));
        vector.Begin();
        network.Put(vector, TimeSpan.FromSeconds(10), "eth0: 9020 1 0 0 0 0 0 0 9600 1 0 0\n"u8, InUse);
        Assert.Equal(10, Value(vector, "network.received_bytes_per_second", "eth0"));
        Assert.Equal(4, vector.Series.Count);
    }

    [Fact]
    public void A_disk_and_an_interface_that_carried_nothing_since_the_start_are_reported_as_0()
    {
        var vector = new SampleVector();
        vector.Begin();
        var (disks, network) = (new DiskCollector(), new NetworkCollector());
        foreach (var second in new[] { 2, 4 })
        {
            disks.Put(vector, TimeSpan.FromSeconds(second), " 254 0 vdb 0 0 0 0 0 0 0 0 0 0 0\n 43 0 nbd0 0 0 0 0 0 0 0 0 0 0 0\n"u8, (d, _) => d == "vdb");
            network.Put(vector, TimeSpan.FromSeconds(second), "eth1: 0 0 0 0 0 0 0 0 0 0 0 0\nsit0: 0 0 0 0 0 0 0 0 0 0 0 0\n"u8, (i, _) => i == "eth1");
        }

        Assert.Equal(0, Value(vector, "disk.read_bytes_per_second", "vdb"));
        Assert.Equal(0, Value(vector, "disk.write_bytes_per_second", "vdb"));
        Assert.Equal(0, Value(vector, "network.received_bytes_per_second", "eth1"));
        Assert.Equal(8, vector.Series.Count);
    }

    [Theory]
    [InlineData("veth1f2e3d4", true)]
    [InlineData("cali0123456789a", true)]
    [InlineData("lxc_health", true)]
    [InlineData("vnet12", true)]
    [InlineData("eth0", false)]
    [InlineData("lxcbr0", false)]
    [InlineData("vnet", false)]
    [InlineData("vnetbridge", false)]
    [InlineData("docker0", false)]
    public void The_ends_of_containers_and_machines_that_come_and_go_take_no_places(string name, bool isLeftOut)
    {
        var network = new NetworkCollector();
        var vector = new SampleVector();
        vector.Begin();
        foreach (var second in new[] { 2, 4 })
        {
            network.Put(vector, TimeSpan.FromSeconds(second), Bytes($"{name}: 1000 1 0 0 0 0 0 0 2000 1 0 0\n"), InUse);
        }

        Assert.Equal(isLeftOut ? 0 : 4, vector.Series.Count);
    }

    [Fact]
    public void An_interface_that_was_off_is_taken_up_with_its_first_bytes()
    {
        var network = new NetworkCollector();
        var vector = new SampleVector();
        vector.Begin();
        network.Put(vector, TimeSpan.FromSeconds(2), "wg0: 0 0 0 0 0 0 0 0 0 0 0 0\n"u8, (_, busy) => busy);
        network.Put(vector, TimeSpan.FromSeconds(4), "wg0: 100 0 0 0 0 0 0 0 0 0 0 0\n"u8, (_, busy) => busy);
        Assert.Empty(vector.Series);
        network.Put(vector, TimeSpan.FromSeconds(6), "wg0: 300 0 0 0 0 0 0 0 0 0 0 0\n"u8, (_, busy) => busy);
        Assert.Equal(100, Value(vector, "network.received_bytes_per_second", "wg0"));
    }

    [Fact]
    public void A_process_name_may_hold_brackets_and_spaces()
    {
        Assert.True(ProcessStat.TryParse("42 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 111 222 0 0 20 0 1 0 9999 123456 77 18446744073709551615\n"u8, out var stat));
        Assert.Equal("a) b (c", Encoding.UTF8.GetString(stat.Name));
        Assert.Equal((333ul, 9999ul, 77ul), (stat.CpuTicks, stat.StartTicks, stat.ResidentPages));
        Assert.False(ProcessStat.TryParse("42 (a S 1"u8, out _));
    }

    [Fact]
    public void Inventory_is_read_from_plain_files()
    {
        Assert.Equal("Debian GNU/Linux 12 (bookworm)", LinuxInventory.ParseOsRelease("ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"));
        Assert.Equal(("AMD EPYC", 2), LinuxInventory.ParseCpuInfo("processor\t: 0\nmodel name\t: AMD EPYC\n\nprocessor\t: 1\nmodel name\t: AMD EPYC\n"));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static bool InUse(string name, bool busy) => true;

    internal static double Value(SampleVector vector, string metric, string? label = null)
    {
        for (var i = 0; i < vector.Series.Count; i++)
        {
            if (vector.Series[i].Metric == metric && (label is null || vector.Series[i].Labels.Single().Value == label))
            {
                return vector.Values[i];
            }
        }

        throw new KeyNotFoundException($"{metric} {label}");
    }
}
