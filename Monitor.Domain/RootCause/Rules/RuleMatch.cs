using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Facts;
using Monitor.Domain.Wire;

namespace Monitor.Domain.RootCause.Rules;

/// <summary>A rule that holds on a host, with what it holds by.</summary>
public sealed record RuleMatch(
    CauseRule Rule, HostFacts Host, IReadOnlyList<SeriesChange> Changes, (ProcessFacts Process, double Share)? Process, EventFacts? Event, SeriesChange? Burst)
{
    /// <summary>By which files the mount of the first change fills up, where the rule asks and the host told.</summary>
    public FileGrowth? Files { get; init; }
}

/// <summary>Looks for what rules ask for.</summary>
public static class RuleMatcher
{
    /// <summary>Within so many of its usual spreads a reading is as usual.</summary>
    private const double Usual = 3;

    /// <summary>Of many readings some leave their usual range by chance, so one that is not the problem's has to be this far off.</summary>
    private const double Far = 8;

    /// <summary>Who tells of an event may do so a little late.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    /// <summary>Each way in which the rule holds on the host: one for each mount, drive or port where it does.</summary>
    /// <param name="changes">All that could be measured of the host's series.</param>
    public static IEnumerable<RuleMatch> Match(CauseRule rule, CauseFacts facts, HostFacts host, IReadOnlyList<SeriesChange> changes)
    {
        if ((rule.Symptoms.Count > 0 && !rule.Symptoms.Any(s => Metrics.Glob.Matches(s, facts.Metric)))
            || (rule.Places.Count > 0 && !rule.Places.Contains(host.Place)) || rule.IsSilent != host.IsSilent)
        {
            yield break;
        }

        var happened = rule.Event is { } wanted ? Latest(wanted, host, facts.BeganAt) : null;
        var burst = rule.LogWords.Count > 0 ? Burst(rule.LogWords, changes) : null;
        var process = rule.Process is { } by ? Grower(by, host, changes) : null;
        if ((rule.Event is not null && happened is null) || (rule.LogWords.Count > 0 && burst is null) || (rule.Process is not null && process is null))
        {
            yield break;
        }

        if (rule.Changes.Count == 0)
        {
            // What happened shortly before explains nothing as long as nothing changed since.
            var moved = happened is not null && process is null && burst is null ? Moved(happened, facts, changes) : null;
            if (happened is null || process is not null || burst is not null || moved is not null)
            {
                yield return new RuleMatch(rule, host, moved is null ? [] : [moved], process, happened, burst);
            }

            yield break;
        }

        var others = rule.Changes.Skip(1).Select(c => Fitting(c, facts, changes).MaxBy(f => Math.Abs(f.Strength))).ToList();
        if (others.Contains(null))
        {
            yield break;
        }

        foreach (var first in Fitting(rule.Changes[0], facts, changes))
        {
            var growth = rule.Files is not null && LabelSet.Parse(first.Series.Labels).FirstOrDefault(l => l.Key == "mount").Value is { } mount ? host.GrowthOf(mount) : null;
            yield return new RuleMatch(rule, host, [first, .. others.OfType<SeriesChange>()], process, happened ?? growth?.Told, burst) { Files = growth?.Growth };
        }
    }

    private static IEnumerable<SeriesChange> Fitting(RuleChange wanted, CauseFacts facts, IReadOnlyList<SeriesChange> changes) => changes.Where(c =>
        Metrics.Glob.Matches(wanted.Metric, c.Series.Metric) && c.Shift * wanted.Direction >= wanted.Least && c.Strength * wanted.Direction >= wanted.Strength
        && (!wanted.IsOfSymptom || c.Series.Labels == facts.Labels));

    private static EventFacts? Latest(RuleEvent wanted, HostFacts host, DateTimeOffset beganAt) => host.Events
        .Where(e => e.At <= beganAt + Late && e.At >= beganAt - wanted.Within && wanted.Kinds.Any(k => Metrics.Glob.Matches(k, e.Kind, StringComparison.OrdinalIgnoreCase)))
        .MaxBy(e => e.At);

    /// <summary>The problem's own reading where it left its usual range and not already before the event; else the reading that left it furthest since.</summary>
    private static SeriesChange? Moved(EventFacts happened, CauseFacts facts, IReadOnlyList<SeriesChange> changes)
    {
        var row = (int)Math.Floor((happened.At - Late - facts.WindowFrom) / facts.Step);
        return changes.FirstOrDefault(c => c.Series.Metric == facts.Metric && c.Series.Labels == facts.Labels && Math.Abs(c.Strength) >= Usual && (c.OnsetRow < 0 || c.OnsetRow >= row))
            ?? changes.Where(c => Math.Abs(c.Strength) >= Far && c.OnsetRow >= Math.Max(0, row)).MaxBy(c => Math.Abs(c.Strength));
    }

    private static SeriesChange? Burst(IReadOnlyList<string> words, IReadOnlyList<SeriesChange> changes) => changes
        .Where(c => c.Series.Metric == Metrics.LogMetrics.Lines && c.Shift >= 1 && c.Strength >= 3 && words.Any(w => c.Series.Words.Contains(w, StringComparison.OrdinalIgnoreCase)))
        .MaxBy(c => c.Strength);

    /// <summary>The program that grew most, with its share in what all together grew by, or in what the host's own reading did where that is more.</summary>
    private static (ProcessFacts, double)? Grower(RuleProcess wanted, HostFacts host, IReadOnlyList<SeriesChange> changes)
    {
        double Growth(ProcessFacts p) => wanted.ByMemory ? p.MemoryDuring - p.MemoryBefore : p.CpuDuring - p.CpuBefore;
        var most = host.Processes.MaxBy(Growth);
        var growth = most is null ? 0 : Growth(most);
        if (growth < (wanted.ByMemory ? 50e6 : 10))
        {
            return null;
        }

        var all = host.Processes.Sum(p => Math.Max(0, Growth(p)));
        var measured = wanted.ByMemory ? changes.FirstOrDefault(c => c.Series.Metric == "memory.used_bytes")?.Shift ?? 0 : 0;
        var share = Math.Min(1, growth / Math.Max(all, measured));
        return share >= wanted.Share ? (most!, share) : null;
    }
}
