namespace Monitor.Tests.RootCause.Injection;

/// <summary>What one machine shows at one step: readings by name and labels as an agent sends them, and its programs.</summary>
internal sealed record Shown(IReadOnlyDictionary<(string Name, string Labels), double> Readings, IReadOnlyList<(int Number, string Name, double Cpu, double Memory)> Programs);

/// <summary>Lets machines work, step by step. Machines that ask come before those that are asked, so waiting shows one step later upstream, as in life.</summary>
internal sealed class Clockwork(IReadOnlyList<Machine> machines, Dice dice)
{
    /// <summary>Programs that a machine tells of, the busiest.</summary>
    private const int Told = 12;

    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly Wander _users = new(dice, .97, .18);
    private readonly double _phase = dice.Between(0, 6.28);
    private readonly double _wave = dice.Between(.05, .25);
    private readonly double _period = dice.Between(200, 500);
    private readonly Dictionary<Machine, Wander> _noise = machines.ToDictionary(m => m, _ => new Wander(dice, .7, .15));
    private int _step;

    /// <summary>How much is asked for beside the usual, 1 in the mean.</summary>
    public double Demand { get; private set; } = 1;

    public IReadOnlyList<Shown> Next()
    {
        Demand = _users.Next() * (1 + (_wave * Math.Sin(_phase + (2 * Math.PI * _step / _period))));
        _step++;
        return [.. machines.Select(Work)];
    }

    private Shown Work(Machine machine)
    {
        var noise = _noise[machine].Next();
        foreach (var program in machine.Programs)
        {
            program.Wants = program.Cpu * program.Mood.Next() * (program.Serves ? Demand : 1);
        }

        var capacity = machine.Cores * 100.0;
        var wanted = machine.Programs.Sum(p => p.Wants) + (2 * noise);
        var share = Math.Min(1, capacity * .995 / wanted);
        foreach (var program in machine.Programs)
        {
            program.Gets = program.Wants * share;
        }

        var resident = (.04 * machine.Memory) + machine.Programs.Sum(p => p.Memory);
        var swapped = Math.Max(0, resident - (.97 * machine.Memory));
        var waits = WriteAll(machine, swapped, noise);
        var used = Math.Min(100, 100 * wanted * share / capacity);
        var blocked = waits.Sum();
        machine.Load = (machine.Load * .85) + (.15 * ((wanted / 100) + blocked));
        var slow = machine.Asks.Count == 0 ? 0 : machine.Asks.Average(m => m.Answer);
        var room = Math.Max(.03, 1 - Math.Min(.97, wanted / capacity));
        machine.Answer = ((4 / room) + (.6 * machine.Drives.Max(d => d.Latency)) + (swapped > 0 ? 250 * swapped / machine.Memory * 10 : 0) + slow) * (1 + dice.Bell(.05));
        return new Shown(Read(machine, used, blocked, Math.Min(resident, .985 * machine.Memory), swapped, noise), [.. machine.Programs.OrderByDescending(p => p.Gets).Take(Told).Select(p => (p.Number, p.Name, p.Gets, p.Memory))]);
    }

    private double[] WriteAll(Machine machine, double swapped, double noise)
    {
        var bytes = machine.Programs.Sum(p => p.Writes * (p.Serves ? Demand : 1)) * noise;
        var waits = new double[machine.Drives.Count];
        for (var i = 0; i < machine.Drives.Count; i++)
        {
            var drive = machine.Drives[i];
            drive.Written = (i == 0 ? (.2 * bytes) + (swapped * .08) : .8 * bytes) + (2e4 * noise);
            drive.Busy = Math.Min(.99, drive.Written / drive.BytesPerSecond * Math.Max(1, drive.Milliseconds / 2));
            drive.Latency = drive.Milliseconds / Math.Max(.02, 1 - drive.Busy) * (1 + dice.Bell(.08));
            waits[i] = drive.Busy * Math.Min(8, drive.Latency / 20);
        }

        return waits;
    }

    private Dictionary<(string, string), double> Read(Machine machine, double used, double blocked, double resident, double swapped, double noise)
    {
        var idle = 100 - used;
        var waiting = Math.Min(idle, 100 * blocked / machine.Cores);
        var readings = new Dictionary<(string, string), double>
        {
            [("cpu.used_percent", "")] = used,
            [("cpu.mode_percent", "mode=\"user\"")] = used * .8,
            [("cpu.mode_percent", "mode=\"system\"")] = used * .2,
            [("cpu.mode_percent", "mode=\"iowait\"")] = waiting,
            [("load.1m", "")] = machine.Load,
            [("memory.total_bytes", "")] = machine.Memory,
            [("memory.used_bytes", "")] = resident,
            [("memory.used_percent", "")] = 100 * resident / machine.Memory,
            [("swap.used_percent", "")] = Math.Min(100, 100 * swapped / (.25 * machine.Memory)),
            [("system.uptime_seconds", "")] = 8e5 + (_step * Step.TotalSeconds),
            [("answer.latency_ms", "")] = machine.Answer,
        };
        foreach (var volume in machine.Volumes)
        {
            var filled = Math.Min(volume.Filled, volume.Size * .999);
            readings[("disk.used_bytes", $"mount=\"{volume.Path}\"")] = filled;
            readings[("disk.used_percent", $"mount=\"{volume.Path}\"")] = 100 * filled / volume.Size;
        }

        foreach (var drive in machine.Drives)
        {
            readings[("disk.write_bytes_per_second", $"device=\"{drive.Name}\"")] = drive.Written;
            readings[("disk.latency_ms", $"device=\"{drive.Name}\"")] = drive.Latency;
            readings[("disk.utilisation_percent", $"device=\"{drive.Name}\"")] = 100 * drive.Busy;
        }

        foreach (var port in machine.Ports)
        {
            readings[("network.received_bytes_per_second", $"interface=\"{port.Name}\"")] = 4e5 * Demand * noise;
            readings[("network.sent_bytes_per_second", $"interface=\"{port.Name}\"")] = 9e5 * Demand * noise;
            readings[("network.errors_per_second", $"interface=\"{port.Name}\"")] = (port.ErrorsPerSecond * Math.Max(0, 1 + dice.Bell(.3))) + (dice.Chance(.02) ? dice.Between(0, .5) : 0);
        }

        return readings;
    }
}
