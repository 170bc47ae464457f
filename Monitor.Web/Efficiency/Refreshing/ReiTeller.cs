using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Efficiency.Refreshing;

/// <summary>Writes one tick of named values of a host, as <see cref="SeriesRecorder"/> does.</summary>
public delegate Task<BatchOutcome> RecordTick(
    int hostId, string kind, DateTimeOffset at, IReadOnlyList<KeyValuePair<SeriesName, double>> values, CancellationToken cancellationToken);

/// <summary>Writes the index of the last 24 hours of every host as ordinary series, at the end of the hour: what comes twice counts once.</summary>
public sealed class ReiTeller(RecordTick record)
{
    public const string Stream = "rei";

    /// <summary>As many at once share a commit.</summary>
    private const int AtOnce = 200;

    /// <summary>Throws where the store is full or does not answer: the round is done again.</summary>
    public async Task TellAsync(IReadOnlyList<(int HostId, ReiReading Reading)> hosts, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var some in hosts.Chunk(AtOnce))
        {
            var outcomes = await Task.WhenAll(some.Select(h => record(h.HostId, Stream, at, Values(h.Reading), cancellationToken)));
            if (outcomes.Any(o => o.Status is BatchStatus.Full or BatchStatus.Unavailable))
            {
                throw new InvalidOperationException("The store took not every index of this hour. The next round writes them again.");
            }
        }
    }

    private static List<KeyValuePair<SeriesName, double>> Values(ReiReading reading) =>
    [
        KeyValuePair.Create(new SeriesName(ReiMetrics.Total, ""), Math.Round(reading.Total, 2)),
        .. ReiMetrics.Parts.Zip(reading.Parts).Select(p => KeyValuePair.Create(new SeriesName(p.First, ""), Math.Round(p.Second.Score, 2))),
    ];
}
