using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Domain.Problems;

namespace Monitor.Domain.RootCause.Packs;

/// <summary>Orders the series of a host by what they say of a problem: its own, those that findings name, then by how much they changed at the onset.</summary>
internal sealed class PackSeriesChoice(PackText text)
{
    /// <summary>More than a pack ever keeps: the rest is not made.</summary>
    private const int Looked = 120;

    public IReadOnlyList<PackSeries> Rank(PackFacts facts)
    {
        var named = facts.Findings.Where(f => f.HostId is null || f.HostId == facts.Host.Id).SelectMany(f => FindingEvidences.Read(f.Evidence))
            .Where(e => e.Series is not null && (e.HostId is null || e.HostId == facts.Host.Id)).Select(e => e.Series!).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. facts.Series.Where(s => s.Steps.Any(p => p.Count > 0))
                .Select(s => (Series: s, Change: CurveChange.Of(s.Steps, facts.Window.OnsetStep), IsOwn: IsOwn(s, facts.Problem), IsNamed: named.Contains(NameOf(s))))
                .OrderByDescending(s => s.IsOwn).ThenByDescending(s => s.IsNamed).ThenByDescending(s => s.Change.Score)
                .ThenBy(s => s.Series.Metric, StringComparer.Ordinal).ThenBy(s => s.Series.Labels, StringComparer.Ordinal)
                .Select((s, i) => i < Looked ? Of(s.Series, s.Change, s.IsOwn, facts) : Unseen(s.Series)),
        ];
    }

    /// <summary>A problem without a metric is about the host; one with labels is about the series that has them.</summary>
    private static bool IsOwn(PackSeriesFacts series, PackProblem problem) =>
        problem.Metric.Length > 0 && series.Metric == problem.Metric && (problem.Labels.Length == 0 || series.Labels == problem.Labels);

    private static string NameOf(PackSeriesFacts series) => series.Labels.Length == 0 ? series.Metric : $"{series.Metric}{{{series.Labels}}}";

    /// <summary>One series whose labels cannot be read must not cost the pack.</summary>
    private static string TitleOf(PackSeriesFacts series)
    {
        try
        {
            return ProblemSentence.Subject(series.Metric, series.Labels);
        }
        catch (FormatException)
        {
            return NameOf(series);
        }
    }

    /// <summary>Stands only for being counted as left out.</summary>
    private static PackSeries Unseen(PackSeriesFacts series) => new() { Metric = series.Metric, Labels = "", Title = "", Least = [], Greatest = [] };

    private PackSeries Of(PackSeriesFacts series, CurveChange change, bool isOwn, PackFacts facts) => new()
    {
        Metric = text.Of(series.Metric, 200),
        Labels = text.Of(series.Labels, 500),
        Title = text.Of(TitleOf(series), 300),
        Unit = MetricCatalog.Find(series.Metric).Unit,
        IsOwn = isOwn,
        Limit = isOwn && facts.Problem.Limit is { } limit && double.IsFinite(limit) ? limit : null,
        Change = Short(change.Score) ?? 0,
        Before = Short(change.Before),
        During = Short(change.During),
        From = facts.Window.From,
        StepSeconds = (int)facts.Window.Step.TotalSeconds,
        Least = [.. series.Steps.Select(p => Value(p, p.Minimum))],
        Greatest = [.. series.Steps.Select(p => Value(p, p.Maximum))],
    };

    private static double? Value(RollupPoint point, double value) => point.Count == 0 ? null : Short(value);

    /// <summary>Five digits are more than a drawing shows, and a third of the bytes.</summary>
    private static double? Short(double? value)
    {
        if (value is not { } v || !double.IsFinite(v))
        {
            return null;
        }

        if (v == 0)
        {
            return 0;
        }

        var digits = 4 - (int)Math.Floor(Math.Log10(Math.Abs(v)));
        if (digits is >= 0 and <= 15)
        {
            return Math.Round(v, digits);
        }

        var unit = Math.Pow(10, -digits);
        return digits > 15 || !double.IsFinite(unit) || unit == 0 ? v : Math.Round(v / unit) * unit;
    }
}
