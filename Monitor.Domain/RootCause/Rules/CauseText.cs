using System.Text.RegularExpressions;
using Monitor.Domain.Metrics;
using Monitor.Domain.Notifications;
using Monitor.Domain.RootCause.Facts;

namespace Monitor.Domain.RootCause.Rules;

/// <summary>Fills the named places of a rule's texts. What comes from outside is cut and made one plain line; a place that has nothing to say stays empty.</summary>
public static partial class CauseText
{
    private const int PartLength = 200;
    private const int FilesLength = 600;

    public static string Fill(string text, RuleMatch match, CauseFacts facts) =>
        PlainLine.Of(Place().Replace(text, place => PlainLine.Of(Value(place.Groups[1].Value, match, facts), place.Groups[1].ValueSpan is "files" ? FilesLength : PartLength)), 1000);

    private static string Value(string name, RuleMatch match, CauseFacts facts)
    {
        var first = match.Changes.Count > 0 ? match.Changes[0] : match.Burst;
        var unit = first is null ? MetricUnit.None : MetricCatalog.Find(first.Series.Metric).Unit;
        return name switch
        {
            "host" => match.Host.Name,
            "host.id" => match.Host.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "process" => match.Process?.Process.Name ?? "",
            "cpu.before" => ValueText.Of(match.Process?.Process.CpuBefore, MetricUnit.Percent),
            "cpu.during" => ValueText.Of(match.Process?.Process.CpuDuring, MetricUnit.Percent),
            "memory.before" => ValueText.Of(match.Process?.Process.MemoryBefore, MetricUnit.Bytes),
            "memory.during" => ValueText.Of(match.Process?.Process.MemoryDuring, MetricUnit.Bytes),
            "share" => ValueText.Of(100 * (match.Process?.Share ?? 0), MetricUnit.Percent),
            "before" => ValueText.Of(first?.Before, unit),
            "during" => ValueText.Of(first?.During, unit),
            "hourly" => ValueText.Of(first is null ? null : Math.Abs(first.PerHour), unit),
            "full" => first is null ? "" : Full(first, match.Host),
            "files" => match.Files is { } growth ? FilesText.Of(growth) : "",
            "file" => match.Files is { Paths: [var most, ..] } ? most.Path : "",
            "event" => match.Event?.Text ?? "",
            "ago" => match.Event is { } happened ? ValueText.Duration(facts.BeganAt - happened.At > TimeSpan.Zero ? facts.BeganAt - happened.At : TimeSpan.Zero) : "",
            _ when name.StartsWith("label.", StringComparison.Ordinal) && first is not null =>
                LabelSet.Parse(first.Series.Labels).FirstOrDefault(l => l.Key == name["label.".Length..]).Value ?? "",
            _ => "",
        };
    }

    /// <summary>When what grows meets its limit, as ", and nothing is left in 2 h"; empty where it does not grow or the limit is not known.</summary>
    private static string Full(SeriesChange grows, HostFacts host)
    {
        var total = host.Series.FirstOrDefault(s => s.Labels == grows.Series.Labels && s.Metric == grows.Series.Metric.Replace("used", "total", StringComparison.Ordinal));
        var limit = grows.Series.Metric.EndsWith("_percent", StringComparison.Ordinal) ? 100 : total?.Window.LastOrDefault(double.IsFinite) ?? 0;
        var hours = grows.PerHour > 0 && limit > grows.During ? (limit - grows.During) / grows.PerHour : double.NaN;
        return hours < 24 * 60 ? $", and at this rate nothing is left in {ValueText.Duration(TimeSpan.FromMinutes(Math.Max(1, Math.Round(hours * 60))))}" : "";
    }

    [GeneratedRegex(@"\{([a-z.]{1,40})\}", RegexOptions.NonBacktracking)]
    private static partial Regex Place();
}
