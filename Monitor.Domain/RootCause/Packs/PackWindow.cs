namespace Monitor.Domain.RootCause.Packs;

/// <summary>
/// The time that a pack is about: 15 minutes before the onset until 5 minutes after it, and after the ticket opened where that was later, so that the moment at
/// which somebody was told is in it too.
/// </summary>
/// <param name="From">A whole step.</param>
/// <param name="Step">Of its curves: at most <see cref="MostSteps"/> of them, each a multiple of 10 s.</param>
public sealed record PackWindow(DateTimeOffset From, DateTimeOffset Onset, DateTimeOffset To, TimeSpan Step)
{
    public const int MostSteps = 130;

    public static readonly TimeSpan Before = TimeSpan.FromMinutes(15);

    public static readonly TimeSpan After = TimeSpan.FromMinutes(5);

    /// <summary>What a rule saw over a longer time shows its last hours only.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    private const int Grain = 10;

    /// <summary>The number of steps from <see cref="From"/> to <see cref="To"/>.</summary>
    public int Steps => (int)Math.Ceiling((To - From) / Step);

    /// <summary>The step in which the onset lies.</summary>
    public int OnsetStep => Math.Clamp((int)((Onset - From) / Step), 0, Steps - 1);

    /// <param name="beganAt">When the limit was first crossed; of a prediction it may lie ahead.</param>
    /// <param name="openedAt">When the ticket opened.</param>
    public static PackWindow Of(DateTimeOffset beganAt, DateTimeOffset openedAt)
    {
        var onset = beganAt < openedAt ? beganAt : openedAt;
        onset = openedAt - onset > Longest ? openedAt - Longest : onset;
        var (from, to) = (onset - Before, openedAt + After);
        var step = TimeSpan.FromSeconds(Math.Max(Grain, Math.Ceiling((to - from).TotalSeconds / (MostSteps - 2) / Grain) * Grain));
        return new PackWindow(new DateTimeOffset(from.UtcTicks - (from.UtcTicks % step.Ticks), TimeSpan.Zero), onset.ToUniversalTime(), to.ToUniversalTime(), step);
    }
}
