using System.Globalization;

namespace Monitor.Agent.Logs;

/// <summary>What dpkg's own log says of installed, upgraded and removed packages: the changes of one run are one event, when nothing more has come for half a minute.</summary>
internal sealed class PackageEvents
{
    public const string Changed = "packages.changed";

    private const int MostNamed = 20;
    private const long QuietMilliseconds = 30_000;

    private long _takenAt;

    /// <summary>Kept with the positions, since the lines it comes from are not read again.</summary>
    public PackageChanges Waiting { get; private set; } = new();

    public void Start(PackageChanges waiting) => Waiting = waiting;
    /// <param name="line">Such as <c>2026-11-28 00:46:01 upgrade libc6:amd64 2.36-9 2.36-10</c>.</param>
    public void Take(LogEntry line, long monotonic)
    {
        var words = line.Text.Split(' ');
        if (words is not [_, _, "install" or "upgrade" or "remove" or "purge", var package, var before, var after])
        {
            return;
        }

        _takenAt = monotonic;

        // Removed with its settings is the same package once more.
        var name = package.Split(':')[0];
        var change = words[2] switch
        {
            "install" => $"{name} {after} installed",
            "upgrade" => $"{name} {before} to {after}",
            _ => $"{name} {before} removed",
        };
        if (Waiting.Named.Contains(change))
        {
            return;
        }

        Waiting = new PackageChanges(Waiting.Count + 1, line.Time)
        {
            Named = Waiting.Named.Count < MostNamed ? [.. Waiting.Named, change.Length > 100 ? change[..100] : change] : Waiting.Named,
        };
    }

    public void TellWhenQuiet(LogRound round, long monotonic)
    {
        if (Waiting.Count == 0 || monotonic - _takenAt < QuietMilliseconds)
        {
            return;
        }

        var more = Waiting.Count - Waiting.Named.Count;
        var words = string.Join(", ", Waiting.Named) + (more > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {more} more") : "");
        round.Event(Waiting.Last, Changed, $"Packages: {words}");
        Waiting = new();
    }
}
