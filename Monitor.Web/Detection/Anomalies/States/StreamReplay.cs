using Monitor.Domain.Problems.Judging;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// After a restart: shows detectors the ticks that were stored after their state was. What that finds was found before, unless the server died before it was written down:
/// it is written down again, once.
/// </summary>
internal sealed class StreamReplay(SeriesCatalog catalog, SeriesReader reader)
{
    /// <summary>A state that is older is taken as it is: its detectors see a gap.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(75);

    /// <summary>By every sample, as they are kept for days.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>The stored ticks of some streams after their last one and before the first that came live, each stream in the order of time.</summary>
    public async Task RunAsync(
        IReadOnlyList<(StreamDetectors Stream, DateTimeOffset Before)> streams, DetectionFacts facts, Action<StreamDetectors, DateTimeOffset, double[]> observe, CancellationToken cancellationToken)
    {
        var due = streams.Where(s => s.Stream.Through < s.Before && s.Before - s.Stream.Through <= Longest).ToList();
        if (due.Count == 0)
        {
            return;
        }

        // From the last tick that is known: what a counter grew since then is a rate.
        var range = new TimeRange(due.Min(s => s.Stream.Through), due.Max(s => s.Before));
        var samples = await ReadAsync([.. due.SelectMany(s => Watched(s.Stream, facts))], range, cancellationToken);
        foreach (var (stream, before) in due)
        {
            foreach (var (_, time, values) in TickMerge.Merge([.. samples[stream.StreamId]]))
            {
                if (time < before.UtcTicks)
                {
                    observe(stream, new DateTimeOffset(time, TimeSpan.Zero), values);
                }
            }
        }
    }

    private async Task<ILookup<int, SeriesSamples>> ReadAsync(IReadOnlyList<SeriesEntry> series, TimeRange range, CancellationToken cancellationToken)
    {
        var samples = new List<SeriesSamples>();
        foreach (var some in series.Chunk(SeriesReader.MaximumSeries))
        {
            var sinks = some.ToDictionary(s => s.Id, _ => new SampleCollector());
            await reader.ReadIntoAsync(some, range, Step, isForJob: true, s => sinks[s.Id], cancellationToken);
            samples.AddRange(some.Select(s => sinks[s.Id].Of(s)));
        }

        return samples.ToLookup(s => s.StreamId);
    }

    private IEnumerable<SeriesEntry> Watched(StreamDetectors stream, DetectionFacts facts) =>
        catalog.FindStream(stream.StreamId) is { } known ? known.Series.Where(s => facts.WatchOf(stream.HostId, s.Metric) is not null) : [];
}
