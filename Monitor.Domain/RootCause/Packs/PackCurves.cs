using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Papers;

namespace Monitor.Domain.RootCause.Packs;

/// <summary>The curves of a pack as parts of a paper. What was there on one side of the onset only has no curve worth a drawing: it is one line of a table.</summary>
public static class PackCurves
{
    public static IEnumerable<PaperPart> Of(EvidencePack pack, PaperTimes times, int most = int.MaxValue)
    {
        yield return new PaperHeading("Curves");
        if (pack.Series.Count == 0)
        {
            yield return new PaperText("The host measured nothing in this time.", PaperTone.Quiet);
            yield break;
        }

        yield return new PaperText("From the least to the greatest value of each moment. The dashed line stands at the onset; what the problem is about comes first, then what changed most.", PaperTone.Quiet);
        var curves = pack.Series.Where(s => !IsOneSided(s)).ToList();
        foreach (var series in curves.Take(most))
        {
            yield return Of(series, pack.OnsetAt, times);
        }

        var lines = pack.Series.Where(IsOneSided).Take(most).ToList();
        if (lines.Count > 0)
        {
            yield return Table(lines);
        }

        var left = pack.SeriesLeftOut + pack.Series.Count - Math.Min(curves.Count, most) - lines.Count;
        if (left > 0)
        {
            yield return new PaperText($"{left.ToString("N0", CultureInfo.InvariantCulture)} more series of the host changed less and are left out.", PaperTone.Quiet);
        }
    }

    /// <summary>The problem's own series is drawn in any case: it has the limit.</summary>
    private static bool IsOneSided(PackSeries series) => !series.IsOwn && (series.Before is null || series.During is null);

    private static PaperTable Table(IReadOnlyList<PackSeries> lines) => new(
        ["Series", "Before", "After"], [.. lines.Select(s => (IReadOnlyList<string>)[s.Title, Text(s.Before, s.Unit), Text(s.During, s.Unit)])], [1, 2])
    {
        Caption = "Measured on one side of the onset only",
    };

    private static string Text(double? value, MetricUnit unit) => value is { } v ? ValueText.Of(v, unit) : "–";

    private static PaperCurve Of(PackSeries series, DateTimeOffset onset, PaperTimes times)
    {
        var length = TimeSpan.FromSeconds((double)series.StepSeconds * Math.Max(1, series.Least.Count));
        var note = (series.Before, series.During) switch
        {
            ({ } before, { } during) => $"{ValueText.Of(before, series.Unit)} before, {ValueText.Of(during, series.Unit)} after",
            ({ } before, null) => $"{ValueText.Of(before, series.Unit)} before, nothing after",
            (null, { } during) => $"nothing before, {ValueText.Of(during, series.Unit)} after",
            _ => "",
        };
        return new PaperCurve(
            series.Title, series.Limit is { } limit ? $"{note}; the limit is {ValueText.Of(limit, series.Unit)}" : note, series.Unit, series.Least, series.Greatest,
            times.Minute(series.From), times.Minute(series.From + length), (onset - series.From) / length, $"onset {times.Second(onset)}", series.Limit);
    }
}
