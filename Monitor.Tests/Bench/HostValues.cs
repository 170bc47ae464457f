using Monitor.Domain.Wire;

namespace Monitor.Tests.Bench;

/// <summary>
/// What one host would report every 10 s: 40 series, the same for the same seed. Percentages have one decimal and wander around a level with bursts; byte
/// rates are whole numbers, long quiet, then busy; memory moves in steps of 1 KiB and disks in steps of 4 KiB; sizes stand still; counters grow. All hosts stay
/// below the limits of the shipped rules.
/// </summary>
internal sealed class HostValues
{
    /// <summary>For the output of a bench: what its figures were made with.</summary>
    public const string Description =
        "40 series a host: 13 percentages with one decimal, 6 byte rates, 10 sizes that move slowly or stand still, 5 other gauges, 6 counters; seeded";

    private const double Tick = 10;
    private const double Page = 4096;

    private readonly Random _random;
    private readonly double _memory;
    private readonly Disk _root;
    private readonly Disk _data;
    private readonly double[] _loads;
    private readonly double[] _counters = new double[5];
    private double _level;
    private double _used;
    private double _busyUntil;
    private double _swap;
    private double _at;
    private double _uptime;

    public HostValues(int seed)
    {
        _random = new Random(seed);
        _memory = Math.Pow(2, _random.Next(32, 36));
        _used = _memory * (0.3 + (0.3 * _random.NextDouble()));
        _level = 4 + (20 * _random.NextDouble());
        _loads = [_level / 50, _level / 50, _level / 50];
        _swap = Math.Round(3 * _random.NextDouble(), 1);
        _root = new Disk(_random, 40e9);
        _data = new Disk(_random, 400e9);
        _uptime = _random.Next(100_000, 10_000_000);
        for (var i = 0; i < _counters.Length; i++)
        {
            _counters[i] = _random.Next(1_000_000, 1_000_000_000);
        }
    }

    public static IReadOnlyList<WireSeries> Names { get; } =
    [
        Series("cpu.used_percent"),
        Series("cpu.mode_percent", "mode", "user"), Series("cpu.mode_percent", "mode", "system"), Series("cpu.mode_percent", "mode", "iowait"),
        Series("cpu.mode_percent", "mode", "softirq"), Series("cpu.mode_percent", "mode", "steal"), Series("cpu.mode_percent", "mode", "idle"),
        Series("load.1m"), Series("load.5m"), Series("load.15m"),
        Series("memory.total_bytes"), Series("memory.used_bytes"), Series("memory.free_bytes"), Series("memory.available_bytes"),
        Series("memory.used_percent"), Series("swap.used_percent"),
        .. Disk.Names("/"), .. Disk.Names("/var"),
        Series("disk.read_bytes_per_second", "device", "sda"), Series("disk.write_bytes_per_second", "device", "sda"), Series("disk.latency_ms", "device", "sda"),
        Series("network.received_bytes_per_second", "interface", "eth0"), Series("network.sent_bytes_per_second", "interface", "eth0"),
        Series("network.errors_per_second", "interface", "eth0"),
        Series("network.received_bytes_per_second", "interface", "lo"), Series("network.sent_bytes_per_second", "interface", "lo"),
        Series("system.uptime_seconds"),
        Series("network.received_packets_total", "interface", "eth0"), Series("network.sent_packets_total", "interface", "eth0"),
        Series("disk.reads_total", "device", "sda"), Series("disk.writes_total", "device", "sda"), Series("system.context_switches_total"),
    ];

    /// <summary>The values of the next tick, 10 s after the last one, in the order of <see cref="Names"/>.</summary>
    public void Next(Span<double> values)
    {
        _at += Tick;
        _uptime += Tick;
        var busy = Busy();
        var place = Cpu(values, busy);
        place = Memory(values, place, busy);
        place = _root.Next(values, place, _random, busy ? 0.2 : 0.02);
        place = _data.Next(values, place, _random, busy ? 0.5 : 0.1);
        place = Traffic(values, place, busy);
        values[place++] = _uptime;
        double[] steps = [values[29] / 700, values[30] / 500, values[26] / 16_384, values[27] / 8_192, 300 + (40 * values[0])];
        for (var i = 0; i < steps.Length; i++)
        {
            _counters[i] += Math.Round(steps[i] * Tick);
            values[place++] = _counters[i];
        }
    }

    /// <summary>Some work of half a minute to five minutes comes now and then.</summary>
    private bool Busy()
    {
        if (_at >= _busyUntil && _random.NextDouble() < 0.02)
        {
            _busyUntil = _at + _random.Next(30, 300);
        }

        return _at < _busyUntil;
    }

    private int Cpu(Span<double> values, bool busy)
    {
        _level = Math.Clamp(_level + (0.3 * Noise()), 2, 35);
        var used = Math.Clamp(_level + (busy ? 30 : 0) + (Noise() * (1 + (_level / 10))), 0.3, 78);
        var system = used * (0.2 + (0.05 * Noise()));
        var waiting = busy && _random.NextDouble() < 0.4 ? 3 * _random.NextDouble() : _random.NextDouble() < 0.2 ? 0.1 : 0;
        values[0] = Percent(used);
        values[1] = Percent(used - system - waiting);
        values[2] = Percent(system);
        values[3] = Percent(waiting);
        values[4] = _random.NextDouble() < (busy ? 0.6 : 0.1) ? 0.1 : 0;
        values[5] = 0;
        values[6] = Percent(100 - used);
        for (var i = 0; i < 3; i++)
        {
            _loads[i] += ((used / 25) + (0.2 * Noise()) - _loads[i]) * (1 - Math.Exp(-Tick / (60 * (i == 0 ? 1 : i == 1 ? 5 : 15))));
            values[7 + i] = Math.Round(Math.Max(0, _loads[i]), 2);
        }

        return 10;
    }

    private int Memory(Span<double> values, int place, bool busy)
    {
        _used = Math.Clamp(_used + (Noise() * _memory * (busy ? 0.002 : 0.0002)), _memory * 0.15, _memory * 0.8);
        var used = Whole(_used, 1024);
        values[place++] = _memory;
        values[place++] = used;
        values[place++] = Whole((_memory - used) * 0.4, 1024);
        values[place++] = _memory - used;
        values[place++] = Percent(used / _memory * 100);
        _swap = _random.NextDouble() < 0.002 ? Percent(_swap + 0.1) : _swap;
        values[place++] = Math.Min(_swap, 20);
        return place;
    }

    private int Traffic(Span<double> values, int place, bool busy)
    {
        values[place++] = _random.NextDouble() < (busy ? 0.7 : 0.1) ? Whole(Burst(busy ? 2e6 : 4e4), Page / Tick) : 0;
        values[place++] = Math.Round(Burst(busy ? 5e6 : 6e4));
        values[place++] = Math.Round(0.4 + (Math.Abs(Noise()) * (busy ? 2 : 0.3)), 1);
        values[place++] = Math.Round(Burst(busy ? 3e6 : 2e4));
        values[place++] = Math.Round(Burst(busy ? 1e6 : 1e4));
        values[place++] = 0;
        var loopback = Math.Round(Burst(3_000));
        values[place++] = loopback;
        values[place++] = loopback;
        return place;
    }

    /// <summary>Around zero, about one wide.</summary>
    private double Noise() => _random.NextDouble() + _random.NextDouble() + _random.NextDouble() - 1.5;

    /// <summary>Above zero, most below the usual, few far above.</summary>
    private double Burst(double usual) => usual * Math.Exp(1.2 * Noise());

    private static double Percent(double value) => Math.Round(Math.Clamp(value, 0, 100), 1);

    private static double Whole(double value, double step) => Math.Round(value / step) * step;

    private static WireSeries Series(string metric) => new(metric, []);

    private static WireSeries Series(string metric, string label, string value) => new(metric, [KeyValuePair.Create(label, value)]);

    private sealed class Disk
    {
        private readonly double _size;
        private readonly double _inodes;
        private double _used;

        public Disk(Random random, double size)
        {
            _size = Whole(size * (1 + random.NextDouble()), Page);
            _used = Whole(_size * (0.2 + (0.5 * random.NextDouble())), Page);
            _inodes = Percent(2 + (20 * random.NextDouble()));
        }

        public static WireSeries[] Names(string mount) =>
        [
            Series("disk.total_bytes", "mount", mount), Series("disk.used_bytes", "mount", mount), Series("disk.free_bytes", "mount", mount),
            Series("disk.used_percent", "mount", mount), Series("disk.inodes_used_percent", "mount", mount),
        ];

        /// <summary>Grows by some pages now and then; is cleared a little when three quarters are full.</summary>
        public int Next(Span<double> values, int place, Random random, double chance)
        {
            if (random.NextDouble() < chance)
            {
                _used += Page * random.Next(-64, 256);
            }

            _used = _used > 0.75 * _size ? Whole(_used * 0.98, Page) : _used;
            values[place++] = _size;
            values[place++] = _used;
            values[place++] = _size - _used;
            values[place++] = Percent(_used / _size * 100);
            values[place++] = _inodes;
            return place;
        }
    }
}
