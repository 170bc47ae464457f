using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// Whether what a problem is about is no longer measured. Judged by what is stored, whichever node it came to, and only where the host's other series came at the
/// beginning and at the end of that time: neither a host that is away, nor our own absence, nor a spool that an agent still sends, looks like a series that is gone.
/// </summary>
internal sealed class SeriesAbsence(SeriesCatalog catalog, LatestValues latest, SeriesReader reader, TimeProvider time)
{
    /// <summary>How long nothing came; the longest window of the rule where that is longer. Shorter than the time after which a ticket that is done while its problem fires is reopened.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private const int Steps = 30;

    /// <summary>The steps at each end of which one must have something of the host.</summary>
    private const int Edge = 5;

    /// <summary>Enough to know whether the host sends.</summary>
    private const int OthersRead = 40;

    /// <summary>Why a problem cannot be decided any more, as a sentence; null: its series come, or it is not known whether they do.</summary>
    public async Task<string?> WhyAsync(Problem problem, RuleDefinition rule, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var window = rule.Conditions.Select(c => c.Measure == Measure.Last ? TimeSpan.Zero : c.Window).Append(Patience).Max();
        var looked = rule.Conditions.Select(c => (c.Metric, Series: SeriesOf(problem, rule, c))).ToList();
        var silent = looked.Where(l => !l.Series.Any(s => latest.Of(s) is { } value && value.Time > now - window)).ToList();
        if (now - problem.OpenedAt < window || !IsUndecided(rule, silent.Count))
        {
            return null;
        }

        // In whole minutes, so that roll-ups serve.
        var step = TimeSpan.FromMinutes(Math.Ceiling(window.TotalMinutes / Steps));
        var range = new TimeRange(now - (step * Steps), now);
        var wanted = silent.SelectMany(l => l.Series).Distinct().ToList();
        var series = wanted.Concat(catalog.SeriesOf(problem.HostId).Except(wanted)).Take(Math.Min(wanted.Count + OthersRead, SeriesReader.MaximumSeries)).ToList();
        var points = series.Zip(await reader.ReadStepsAsync(series, range, step, cancellationToken)).ToDictionary(p => p.First, p => p.Second);
        var missing = silent.Where(l => l.Series.All(s => !points.TryGetValue(s, out var read) || read.All(p => p.Count == 0))).ToList();
        var others = points.Where(p => !wanted.Contains(p.Key)).Select(p => p.Value).ToList();
        var isThere = others.Any(p => p.Take(Edge).Any(s => s.Count > 0)) && others.Any(p => p.TakeLast(Edge).Any(s => s.Count > 0));
        return isThere && IsUndecided(rule, missing.Count)
            ? $"No data any more: {ProblemSentence.Subject(missing[0].Metric, problem.Labels)} has not been sent for {ValueText.Duration(window)}, although the host sends. Whether all is well is not known."
            : null;
    }

    /// <summary>All conditions must be well for the one problem of "any"; of "all" one that is never known keeps it for ever.</summary>
    private static bool IsUndecided(RuleDefinition rule, int missing) => missing > 0 && (rule.Combine == Combination.All || missing == rule.Conditions.Count);

    private List<SeriesEntry> SeriesOf(Problem problem, RuleDefinition rule, Condition condition) =>
    [
        .. catalog.SeriesOf(problem.HostId, condition.Metric)
            .Where(s => rule.Conditions.Count == 1 ? s.Labels == problem.Labels : LabelMatcher.All(condition.Labels, LabelSet.Parse(s.Labels))),
    ];
}
