namespace Monitor.Tests.RootCause.Injection;

/// <summary>Builds the machines of a run: two that face users, two that work for them, one that keeps the data, one that keeps copies, and one that stands apart.</summary>
internal static class Town
{
    private const double Giga = 1 << 30;

    private static readonly string[] Houses = ["birch", "cedar", "maple", "rowan", "alder", "hazel", "larch", "aspen", "linden", "willow"];

    private static readonly string[] Small = ["cron", "rsyslogd", "sshd", "chronyd", "dbus-daemon", "snmpd", "rpcbind", "lldpd"];

    public static List<Machine> Build(Dice dice)
    {
        var house = dice.One(Houses);
        var fronts = Enumerable.Range(1, 2).Select(i => Make(dice, $"{house}-front-{i}", 4, 8, ("nginx", 60, .5, .2), ("varnishd", 25, 1.2, .1))).ToList();
        var middles = Enumerable.Range(1, 2).Select(i => Make(dice, $"{house}-shop-{i}", 4, 16, ("java", 130, 5, .4), ("node", 40, .8, .1))).ToList();
        var data = Make(dice, $"{house}-data", 8, 32, ("postgres", 220, 12, 12), ("pgbouncer", 20, .1, 0));
        var copies = Make(dice, $"{house}-copy", 2, 8, ("redis-server", 35, 2.5, .5));
        var apart = Make(dice, $"{house}-print", 2, 4, ("cupsd", 8, .2, .1));
        foreach (var front in fronts)
        {
            front.Asks.AddRange(middles);
        }

        foreach (var middle in middles)
        {
            middle.Asks.AddRange([data, copies]);
        }

        return [.. fronts, .. middles, data, copies, apart];
    }

    /// <summary>Programs as (name, percent of a core, GB, MB a second).</summary>
    private static Machine Make(Dice dice, string name, int cores, double gigabytes, params (string Name, double Cpu, double Gigabytes, double Megabytes)[] serving)
    {
        var number = dice.Whole(300, 900);
        var programs = serving.Select(p => Program(dice, p.Name, number += dice.Whole(3, 90), p.Cpu, p.Gigabytes, p.Megabytes, serves: true)).ToList();
        programs.AddRange(Enumerable.Range(0, 5).Select(_ => Program(dice, dice.One(Small), number += dice.Whole(3, 90), dice.Between(.2, 2), dice.Between(.01, .08), .01, serves: false)).DistinctBy(p => p.Name));
        return new Machine
        {
            Name = name, Cores = cores, Memory = gigabytes * Giga, Programs = programs,
            Volumes = [new Volume("/", 40 * Giga, dice.Between(.3, .6) * 40 * Giga), new Volume("/srv", 200 * Giga, dice.Between(.3, .7) * 200 * Giga)],
            Drives = [new Drive("sda", dice.Between(.3, .8), 200e6), new Drive("sdb", dice.Between(.5, 2), 150e6)],
            Ports = [new Port("eth0"), new Port("eth1")],
        };
    }

    public static RunningProgram Program(Dice dice, string name, int number, double cpu, double gigabytes, double megabytes, bool serves) => new()
    {
        Name = name, Number = number, Cpu = cpu * dice.Between(.7, 1.3), Memory = gigabytes * Giga * dice.Between(.8, 1.2), Writes = megabytes * 1e6 * dice.Between(.7, 1.3),
        Serves = serves, Mood = new Wander(dice, .93, serves ? .18 : .35),
    };
}
