namespace Monitor.Tests.RootCause.Injection;

/// <summary>What somebody would notice: a reading of a machine that goes above a limit.</summary>
internal sealed record Notice(Machine Machine, string Reading, string Labels, double Limit);

/// <summary>Something that somebody did, as events tell it.</summary>
internal sealed record Happening(int Step, Machine Machine, string Kind, string Text);

/// <summary>One trouble: what it does to the machines each step from its beginning on (0 and upwards), what is noticed, and the words of which an answer must name one.</summary>
internal sealed record Mishap(string Kind, Machine Machine, Action<int> Do, Notice Notice, IReadOnlyList<string> Culprits, string? Announced = null);

/// <summary>The eight kinds of trouble. Who, how much and how fast is drawn.</summary>
internal static class Mishaps
{
    public static readonly IReadOnlyList<string> Kinds = ["grinder", "hoarder", "filler", "weary drive", "bad cable", "far away", "release", "thrash"];

    private static readonly string[] Strangers = ["python3", "ffmpeg", "xmrig", "tar", "gcc", "perl", "clamscan", "rsync", "mysqldump", "find"];

    public static Mishap Draw(string kind, IReadOnlyList<Machine> machines, Dice dice)
    {
        var machine = dice.One(machines);
        return kind switch
        {
            "grinder" => Grinder(machine, dice),
            "hoarder" => Hoarder(machine, dice),
            "filler" => Filler(machine, dice),
            "weary drive" => WearyDrive(dice.One(machines.Where(m => m.Asks.Count > 0).SelectMany(m => m.Asks).Distinct().ToList()), dice),
            "bad cable" => BadCable(machine, dice),
            "far away" => FarAway(machines, dice),
            "release" => Release(dice.One(machines.Where(m => m.Asks.Count > 0).ToList()), dice),
            "thrash" => Thrash(machine, dice),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    private static RunningProgram Somebody(Machine machine, Dice dice)
    {
        if (dice.Chance(.5))
        {
            return dice.One(machine.Programs.Where(p => p.Serves).ToList());
        }

        var stranger = Town.Program(dice, dice.One(Strangers), dice.Whole(9000, 30000), .5, .02, .01, serves: false);
        machine.Programs.Add(stranger);
        return stranger;
    }

    private static Mishap Grinder(Machine machine, Dice dice)
    {
        var (program, more) = (Somebody(machine, dice), machine.Cores * 100 * dice.Between(.6, 1.6));
        var usual = program.Cpu;
        return new("grinder", machine, step => program.Cpu = usual + (more * Math.Min(1, (step + 1) / 3.0)), new(machine, "cpu.used_percent", "", 90), [program.Name]);
    }

    private static Mishap Hoarder(Machine machine, Dice dice)
    {
        var (program, steps) = (Somebody(machine, dice), dice.Whole(30, 90));
        var missing = (.92 * machine.Memory) - (.04 * machine.Memory) - machine.Programs.Sum(p => p.Memory);
        return new("hoarder", machine, _ => program.Memory += missing / steps, new(machine, "memory.used_percent", "", 90), [program.Name]);
    }

    private static Mishap Filler(Machine machine, Dice dice)
    {
        var (program, volume, steps) = (Somebody(machine, dice), dice.One(machine.Volumes), dice.Whole(30, 90));
        var each = ((.92 * volume.Size) - volume.Filled) / steps;
        return new(
            "filler", machine,
            step =>
            {
                program.Writes += step == 0 ? Math.Min(each / 10, 60e6) : 0;
                volume.Filled = Math.Min(volume.Size, volume.Filled + each);
            },
            new(machine, "disk.used_percent", $"mount=\"{volume.Path}\"", 90), [$"files:{volume.Path}", program.Name]);
    }

    private static Mishap WearyDrive(Machine machine, Dice dice)
    {
        var (drive, factor) = (dice.One(machine.Drives), dice.Between(18, 70));
        var usual = drive.Milliseconds;
        var notice = dice.Chance(.5) ? new Notice(machine, "load.1m", "", double.NaN) : new Notice(machine, "answer.latency_ms", "", double.NaN);
        return new("weary drive", machine, _ => drive.Milliseconds = usual * factor, notice, [drive.Name]);
    }

    private static Mishap BadCable(Machine machine, Dice dice)
    {
        var (port, many) = (dice.One(machine.Ports), dice.Between(1.6, 80));
        return new("bad cable", machine, _ => port.ErrorsPerSecond = many, new(machine, "network.errors_per_second", $"interface=\"{port.Name}\"", 1), [port.Name]);
    }

    private static Mishap FarAway(IReadOnlyList<Machine> machines, Dice dice)
    {
        var asked = dice.One(machines.SelectMany(m => m.Asks).Where(m => m.Asks.Count == 0).Distinct().ToList());
        var asking = dice.One(machines.Where(m => m.Asks.Contains(asked)).ToList());
        var (program, more) = (Somebody(asked, dice), asked.Cores * 100 * dice.Between(.8, 1.8));
        var usual = program.Cpu;
        return new("far away", asked, step => program.Cpu = usual + (more * Math.Min(1, (step + 1) / 2.0)), new(asking, "answer.latency_ms", "", double.NaN), [asked.Name, program.Name]);
    }

    private static Mishap Release(Machine machine, Dice dice)
    {
        var program = machine.Programs.First(p => p.Serves);
        var (usual, more) = (program.Cpu, machine.Cores * 100 * dice.Between(.8, 1.4));
        return new(
            "release", machine, step => program.Cpu = usual + (more * Math.Min(1, (step + 1) / 4.0)), new(machine, "cpu.used_percent", "", 90), ["deploy"],
            $"shop {dice.Whole(2, 9)}.{dice.Whole(0, 30)}.{dice.Whole(0, 9)} by {dice.One(["ada", "tom", "mia"])}");
    }

    private static Mishap Thrash(Machine machine, Dice dice)
    {
        var (program, over) = (Somebody(machine, dice), dice.Between(.1, .25));
        var jump = ((1 + over) * machine.Memory) - (.04 * machine.Memory) - machine.Programs.Sum(p => p.Memory);
        return new("thrash", machine, step => program.Memory += step < 6 ? jump / 6 : 0, new(machine, "swap.used_percent", "", 20), [program.Name]);
    }
}
