using System.Text;
using Monitor.Agent.Collectors;
using Monitor.Agent.Collectors.Linux;
using Monitor.Agent.Delivery;

namespace Monitor.Tests.Agent.Collectors;

/// <summary>What is in no order: slow disks, broken cables, killed processes, wrong clocks.</summary>
public sealed class TroubleCollectorTests
{
    private readonly SampleVector _vector = new();

    [Fact]
    public void Latency_is_the_time_of_a_request_and_utilisation_the_share_of_time_with_one_under_way()
    {
        var disks = new DiskCollector();
        Disk(disks, 2, " 254 0 vda 100 0 0 500 100 0 0 500 0 1000 9 0\n");
        Disk(disks, 4, " 254 0 vda 110 0 0 560 130 0 0 800 7 1500 9 0\n");
        Assert.Equal((9.0, 25.0), (Value("disk.latency_ms", "vda"), Value("disk.utilisation_percent", "vda")));

        Disk(disks, 6, " 254 0 vda 110 0 0 560 130 0 0 800 0 1500 9 0\n");
        Assert.Equal((0.0, 0.0), (Value("disk.latency_ms", "vda"), Value("disk.utilisation_percent", "vda")));

        Disk(disks, 8, " 254 0 vda 111 0 0 561 130 0 0 800 0 9999 9 0\n");
        Assert.Equal((1.0, 100.0), (Value("disk.latency_ms", "vda"), Value("disk.utilisation_percent", "vda")));
    }

    [Fact]
    public void Fault_30_A_disk_whose_counters_go_back_has_no_latency_in_that_tick()
    {
        var disks = new DiskCollector();
        Disk(disks, 2, " 254 0 vda 100 0 0 500 100 0 0 500 0 1000 9 0\n");
        Disk(disks, 4, " 254 0 vda 110 0 0 560 130 0 0 800 0 1500 9 0\n");
        Disk(disks, 6, " 254 0 vda 1 0 0 2 1 0 0 2 0 3 9 0\n");
        Assert.Equal((double.NaN, double.NaN), (Value("disk.latency_ms", "vda"), Value("disk.utilisation_percent", "vda")));
        Disk(disks, 8, " 254 0 vda 2 0 0 6 1 0 0 2 0 103 9 0\n");
        Assert.Equal((4.0, 5.0), (Value("disk.latency_ms", "vda"), Value("disk.utilisation_percent", "vda")));
    }

    [Fact]
    public void Errors_and_drops_are_those_of_both_directions_and_one_in_a_tick_is_seen()
    {
        var network = new NetworkCollector();
        Network(network, 2, "eth0: 1000 1 5 7 0 0 0 0 2000 1 1 2 0 0 0 0\n");
        Network(network, 4, "eth0: 1200 1 6 7 0 0 0 0 2600 1 1 5 0 0 0 0\n");
        Assert.Equal((0.5, 1.5), (Value("network.errors_per_second", "eth0"), Value("network.drops_per_second", "eth0")));
    }

    [Fact]
    public void Kills_are_those_since_the_tick_before()
    {
        var kills = new OomKillCollector();
        foreach (var (count, expected) in new[] { (7, double.NaN), (7, 0), (9, 2), (0, double.NaN), (1, 1) })
        {
            _vector.Begin();
            kills.Put(_vector, Encoding.UTF8.GetBytes($"pgfault 12\noom_kill_disable 3\noom_kill {count}\ndrop_pagecache 0\n"));
            Assert.Equal(expected, _vector.Series.Count == 0 ? double.NaN : Value("system.oom_kills"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("oom_kill")]
    [InlineData("oom_kill \n")]
    [InlineData("oom_kill -1\n")]
    [InlineData("oom_kill 99999999999999999999999\n")]
    [InlineData("xoom_kill 1\n")]
    public void A_kernel_that_does_not_count_kills_reports_none(string vmstat)
    {
        _vector.Begin();
        new OomKillCollector().Put(_vector, Encoding.UTF8.GetBytes(vmstat));
        Assert.Empty(_vector.Series);
    }

    [Fact]
    public void The_boot_time_is_a_line_of_proc_stat()
    {
        Assert.True(BootTimeCollector.TryParse("cpu  1 2 3 4\nintr 5 0 0\nctxt 1\nbtime 1763650000\nprocesses 9\n"u8, out var at));
        Assert.Equal(1763650000ul, at);
        Assert.False(BootTimeCollector.TryParse("cpu  1 2 3 4\nbtime soon\n"u8, out _));
        Assert.False(BootTimeCollector.TryParse("cpu  1 2 3 4"u8, out _));
        Assert.Equal(1.5, LoadCollector.PerCore(6, 4));
        Assert.Equal(double.NaN, LoadCollector.PerCore(6, -1));
    }

    [Fact]
    public void Lines_of_hostile_files_are_left_out_and_never_thrown_over()
    {
        var random = new Random(7);
        var alphabet = "0123456789 \t\n:-.xé"u8.ToArray();
        for (var round = 0; round < 2000; round++)
        {
            var text = new byte[random.Next(200)];
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = random.Next(9) == 0 ? (byte)random.Next(256) : alphabet[random.Next(alphabet.Length)];
            }

            _vector.Begin();
            new DiskCollector().Put(_vector, TimeSpan.FromSeconds(round), text, (_, _) => true);
            new NetworkCollector().Put(_vector, TimeSpan.FromSeconds(round), text, (_, _) => true);
            new OomKillCollector().Put(_vector, text);
            _ = BootTimeCollector.TryParse(text, out _);
        }

        foreach (var value in _vector.Values)
        {
            Assert.True(double.IsNaN(value) || value >= 0);
        }
    }

    [Fact]
    public void The_skew_is_missing_before_the_first_answer_and_positive_for_a_clock_that_is_ahead()
    {
        var clock = new TickClock(TimeProvider.System);
        var skew = new ClockSkewCollector(() => clock.Ahead);
        _vector.Begin();
        skew.Collect(_vector, TimeSpan.Zero);
        Assert.Empty(_vector.Series);

        clock.Correct(TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(3), TimeSpan.Zero);
        skew.Collect(_vector, TimeSpan.Zero);
        Assert.Equal(180, Value("system.clock_skew_seconds"), 5.0);
        clock.Correct(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(3), TimeSpan.Zero);
        skew.Collect(_vector, TimeSpan.Zero);
        Assert.Equal(-180, Value("system.clock_skew_seconds"), 5.0);
    }

    private void Disk(DiskCollector disks, int second, string text)
    {
        _vector.Begin();
        disks.Put(_vector, TimeSpan.FromSeconds(second), Encoding.UTF8.GetBytes(text), (_, _) => true);
    }

    private void Network(NetworkCollector network, int second, string text)
    {
        _vector.Begin();
        network.Put(_vector, TimeSpan.FromSeconds(second), Encoding.UTF8.GetBytes(text), (_, _) => true);
    }

    private double Value(string metric, string? label = null) => ParserTests.Value(_vector, metric, label);
}
