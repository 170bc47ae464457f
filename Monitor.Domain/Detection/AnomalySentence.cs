using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems;

namespace Monitor.Domain.Detection;

/// <summary>
/// An anomaly in one sentence, such as "CPU usage is 96 %, expected 8 to 22 %, 74 points above; disk write (31 %) and load, 1 min (22 %) moved with it; backup.sh was on top;
/// a burst of backup.sh: 410 lines in a minute, usually 3: cannot write &lt;*&gt;." It does not name the host: whoever shows it does.
/// </summary>
public static class AnomalySentence
{
    private const int MostOthers = 3;
    private const double LeastShare = .05;
    private const int MostOfProcess = 60;
    private const int MostOfBurst = 160;

    /// <param name="parts">First the one that weighs most; at least one.</param>
    /// <param name="process">What used most of the machine at that time; null where it is not known.</param>
    /// <param name="burst">Which lines came far more often than they use to at that time, as the host's event says it; null where none did.</param>
    public static string Of(IReadOnlyList<AnomalyPart> parts, string? process = null, string? burst = null)
    {
        var first = parts[0];
        var sentence = $"{ProblemSentence.Subject(first.Metric, first.Labels)} is {Text(first, first.Value)}, {Expected(first)}{Distance(first)}";
        var others = parts.Skip(1).Where(p => p.Share >= LeastShare).Take(MostOthers).Select(Named).ToList();
        sentence += others.Count == 0 ? "" : $"; {Join(others)} moved with it";
        sentence += string.IsNullOrWhiteSpace(process) ? "" : $"; {PlainLine.Of(process, MostOfProcess)} was on top";
        sentence += string.IsNullOrWhiteSpace(burst) ? "" : $"; {Lower(PlainLine.Of(burst, MostOfBurst).TrimEnd('.'))}";
        return sentence + ".";
    }

    private static string Expected(AnomalyPart part)
    {
        var info = MetricCatalog.Find(part.Metric);
        var (low, high) = (Text(part, Math.Clamp(part.Low, info.Minimum, info.Maximum)), Text(part, Math.Clamp(part.High, info.Minimum, info.Maximum)));
        return low == high ? $"expected {low}" : $"expected {Shortened(low, high)} to {high}";
    }

    /// <summary>By how much the value lies outside of the band; nothing where it lies inside, as where only the values together are unusual.</summary>
    private static string Distance(AnomalyPart part)
    {
        var (off, word) = part.Value > part.High ? (part.Value - part.High, "above") : part.Value < part.Low ? (part.Low - part.Value, "below") : (0, "");
        return !(off > 0) || !double.IsFinite(off) ? ""
            : MetricCatalog.Find(part.Metric).Unit == MetricUnit.Percent ? $", {ValueText.Number(off)} points {word}"
            : $", {Text(part, off)} {word}";
    }

    /// <summary>"8 to 22 %" rather than "8 % to 22 %", where both have the same unit.</summary>
    private static string Shortened(string low, string high)
    {
        var (a, b) = (low.IndexOf(' '), high.IndexOf(' '));
        return a > 0 && b > 0 && low[a..] == high[b..] ? low[..a] : low;
    }

    private static string Named(AnomalyPart part)
    {
        var subject = ProblemSentence.Subject(part.Metric, part.Labels);
        return string.Create(CultureInfo.InvariantCulture, $"{Lower(subject)} ({Math.Round(part.Share * 100):0} %)");
    }

    /// <summary>For the middle of a sentence; abbreviations stay as they are.</summary>
    private static string Lower(string text) => text.Length > 1 && char.IsUpper(text[0]) && !char.IsUpper(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    private static string Text(AnomalyPart part, double value) => ValueText.Of(value, MetricCatalog.Find(part.Metric).Unit);

    private static string Join(List<string> words) => words.Count == 1 ? words[0] : $"{string.Join(", ", words[..^1])} and {words[^1]}";
}
