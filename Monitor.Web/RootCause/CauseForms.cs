using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Facts;

namespace Monitor.Web.RootCause;

/// <summary>What counts of lines mean to an analysis: which form a series counts, and that a form which nobody told of did not come.</summary>
internal static class CauseForms
{
    public static async Task<IReadOnlyList<HostFacts>> NameAsync(MonitorDb db, IReadOnlyList<HostFacts> hosts, CancellationToken cancellationToken)
    {
        var ids = hosts.SelectMany(h => h.Series).Select(FormOf).OfType<int>().ToHashSet();
        if (ids.Count == 0)
        {
            return hosts;
        }

        var patterns = await db.LogTemplates.AsNoTracking().Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => $"{t.Program}: {t.Pattern}", cancellationToken);
        return [.. hosts.Select(h => h with { Series = Name(h.Series, patterns) })];
    }

    private static IReadOnlyList<SeriesFacts> Name(IReadOnlyList<SeriesFacts> series, Dictionary<int, string> patterns)
    {
        // Where lines were counted at all, a form without a count is one that was not there yet.
        var areCounted = series.Any(s => s.Metric.StartsWith("log.", StringComparison.Ordinal) && s.Reference.Any(double.IsFinite));
        return [.. series.Select(s => FormOf(s) is not { } id ? s : (areCounted ? FromNothing(s) : s) with { Words = patterns.GetValueOrDefault(id, "") })];
    }

    private static int? FormOf(SeriesFacts series) =>
        series.Metric == LogMetrics.Lines && LabelSet.Parse(series.Labels).FirstOrDefault(l => l.Key == "template").Value is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static SeriesFacts FromNothing(SeriesFacts series)
    {
        if (series.Reference.Any(double.IsFinite))
        {
            return series;
        }

        var first = Array.FindIndex(series.Window, double.IsFinite);
        return series with { Reference = new double[series.Reference.Length], Window = [.. series.Window.Select((v, i) => i < first ? 0 : v)] };
    }
}
