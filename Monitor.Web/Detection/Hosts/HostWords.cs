using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems;

namespace Monitor.Web.Detection.Hosts;

/// <summary>What a ticket says of what an anomaly is made of, and the sentence of one of many hosts.</summary>
internal static class HostWords
{
    private const int MostInEvidence = 5;

    public static string Evidence(IReadOnlyList<AnomalyPart> parts) => parts.Count == 0 ? ""
        : $"What differs most: {string.Join("; ", parts.Take(MostInEvidence).Select(p => $"{Of(p)}, {ValueText.Of(p.Share * 100, MetricUnit.Percent)} of it"))}.";

    public static string Fleet(string group, int hosts, int ofHosts, IReadOnlyList<string> names, IReadOnlyList<AnomalyPart> parts)
    {
        var first = string.Join(", ", names.Take(3));
        var most = parts.Count == 0 ? "" : $"; most of all {MetricCatalog.Find(parts[0].Metric).Title}";
        return Cut($"{hosts} of {ofHosts} hosts of the group {group} behave unusually at once, such as {first}{most}.");
    }

    /// <summary>As long as an anomaly's sentence may be, in one line of plain text: names and labels in it are texts of others. What is cut off is shown as "…".</summary>
    public static string Cut(string text) => PlainLine.Of(text, Anomaly.SentenceLength);

    private static string Of(AnomalyPart part) =>
        $"{ProblemSentence.Subject(part.Metric, part.Labels)} {Number(part, part.Value)} (usually {Number(part, part.Low)} to {Number(part, part.High)})";

    private static string Number(AnomalyPart part, double value) => ProblemSentence.Number(part.Metric, value);
}
