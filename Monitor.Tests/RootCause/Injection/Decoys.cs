namespace Monitor.Tests.RootCause.Injection;

/// <summary>Something that goes on as well and has nothing to do with it.</summary>
internal sealed record Decoy(int From, int Until, Action Begin, Action End, Happening? Told);

internal static class Decoys
{
    /// <summary>None, one or two of them, around a moment.</summary>
    public static List<Decoy> Draw(IReadOnlyList<Machine> machines, int onset, Dice dice) =>
        [.. Enumerable.Range(0, dice.Whole(0, 3)).Select(_ => dice.Chance(.5) ? Work(dice.One(machines), onset, dice) : Told(dice.One(machines), onset, dice))];

    /// <summary>A job that takes a fifth of a machine or less, from the moment or earlier.</summary>
    private static Decoy Work(Machine machine, int onset, Dice dice)
    {
        // Its moods come from dice of its own: without it all else goes on just as with it.
        var job = Town.Program(new Dice(dice.Whole(0, int.MaxValue - 1)), dice.One(["borg", "logrotate", "updatedb", "apt-check"]), dice.Whole(30000, 32000), machine.Cores * dice.Between(4, 20), dice.Between(.02, .3), dice.Between(.1, 4), serves: false);
        var from = onset - dice.Whole(0, 240);
        return new(from, onset + dice.Whole(30, 200), () => machine.Programs.Add(job), () => machine.Programs.Remove(job), null);
    }

    /// <summary>A change that did no harm, hours ago or, now and then, just before.</summary>
    private static Decoy Told(Machine machine, int onset, Dice dice)
    {
        var at = onset - (dice.Chance(.15) ? dice.Whole(6, 120) : dice.Whole(120, 1000));
        var (kind, text) = dice.One([("packages.changed", "upgraded tzdata 2026a to 2026b"), ("deploy", "website 12.4 by sam"), ("unit.restarted", "chronyd.service was restarted")]);
        return new(at, at, () => { }, () => { }, new Happening(at, machine, kind, text));
    }
}
