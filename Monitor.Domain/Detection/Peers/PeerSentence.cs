using Monitor.Domain.Metrics;

namespace Monitor.Domain.Detection.Peers;

/// <summary>
/// How a host differs from its peers, in one sentence, such as "CPU usage is 96 %, that of its 9 peers in the group shop 22 % (16 % to 28 % expected of it); also Disk write 12 MB/s, theirs 1 MB/s."
/// </summary>
public static class PeerSentence
{
    private const int MostOthers = 2;

    /// <param name="differences">The strongest first; at least one. The peers' value is their median.</param>
    public static string Of(string group, IReadOnlyList<PeerDifference> differences)
    {
        var first = differences[0];
        var info = MetricCatalog.Find(first.Metric);
        var (low, high) = (Text(first, Math.Clamp(first.Low, info.Minimum, info.Maximum)), Text(first, Math.Clamp(first.High, info.Minimum, info.Maximum)));
        var sentence = $"{info.Title} is {Text(first, first.Value)}, that of its {first.Peers} peers in the group {group} {Text(first, first.PeersMedian)} ({low} to {high} expected of it)";
        var others = differences.Skip(1).Take(MostOthers).Select(d => $"; also {MetricCatalog.Find(d.Metric).Title} {Text(d, d.Value)}, theirs {Text(d, d.PeersMedian)}");
        return $"{sentence}{string.Concat(others)}.";
    }

    private static string Text(PeerDifference difference, double value) => ValueText.Of(value, MetricCatalog.Find(difference.Metric).Unit);
}
