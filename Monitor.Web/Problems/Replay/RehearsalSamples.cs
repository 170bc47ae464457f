using Microsoft.Extensions.Options;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Store;

namespace Monitor.Web.Problems.Replay;

/// <summary>Reads what a rehearsal looks at: every sample where that is a bounded lot and still kept, else the roll-ups of minutes.</summary>
public sealed class RehearsalSamples(SeriesCatalog catalog, SeriesReader reader, IOptions<RetentionOptions> retention, TimeProvider time)
{
    /// <summary>Longer than this is read by the minute.</summary>
    public static readonly TimeSpan LongestExact = TimeSpan.FromDays(1);

    private const int MostExactSeries = 200;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The oldest moment of which minutes are kept.</summary>
    public DateTimeOffset Oldest => Now - retention.Value.Minute;

    /// <summary>The series of a host that a rule measures.</summary>
    public IReadOnlyList<SeriesEntry> SeriesOf(int hostId, RuleDefinition definition)
    {
        var metrics = definition.Conditions.Select(c => c.Metric).ToHashSet(StringComparer.Ordinal);
        return [.. catalog.SeriesOf(hostId).Where(s => metrics.Contains(s.Metric))];
    }

    public bool IsApproximate(DateTimeOffset from, DateTimeOffset to, int series) =>
        to - from > LongestExact || from < Now - retention.Value.Raw || series > MostExactSeries;

    public async Task<IReadOnlyList<SeriesSamples>> ReadAsync(
        IReadOnlyList<SeriesEntry> series, RuleDefinition definition, TimeRange range, bool byMinute, CancellationToken cancellationToken)
    {
        if (!byMinute)
        {
            var exact = series.ToDictionary(s => s.Id, _ => new SampleCollector());
            await reader.ReadIntoAsync(series, range, byMinute: false, s => exact[s.Id], cancellationToken);
            return [.. series.Select(s => exact[s.Id].Of(s))];
        }

        var minutes = series.ToDictionary(s => s.Id, s => new MinuteCollector(Pick(s, definition)));
        await reader.ReadIntoAsync(series, range, byMinute: true, s => minutes[s.Id], cancellationToken);
        return [.. series.Select(s => minutes[s.Id].Of(s))];
    }

    /// <summary>What the series of a plan were a week before the range.</summary>
    public async Task LoadLastWeekAsync(HostPlan plan, TimeRange range, CancellationToken cancellationToken)
    {
        foreach (var measured in plan.Watches.SelectMany(w => w.Series).SelectMany(s => s).Where(s => s.LastWeek is not null))
        {
            if (catalog.FindStream(measured.StreamId)?.Series.FirstOrDefault(s => s.Ordinal == measured.Ordinal) is not { } entry)
            {
                continue;
            }

            var start = Floor(range.From - WeekAgo.Back - measured.Window);
            var builder = new RollupBuilder(start.ToUnixTimeMilliseconds(), TimeSpan.FromMinutes(1), Floor(range.To - WeekAgo.Back) - start + TimeSpan.FromMinutes(2));
            await reader.ReadIntoAsync([entry], new TimeRange(start, range.To - WeekAgo.Back), byMinute: true, _ => builder, cancellationToken);
            measured.LastWeek!.Load(start, [.. builder.Points.ToArray().Select(p => p.Count == 0 ? double.NaN : p.Mean)]);
        }
    }

    /// <summary>A greatest value is looked for in the greatest of minutes, a least in the least; everything else in the means.</summary>
    private static Func<RollupPoint, double> Pick(SeriesEntry series, RuleDefinition definition)
    {
        var measures = definition.Conditions.Where(c => c.Metric == series.Metric).Select(c => c.Measure).Distinct().ToList();
        return measures switch
        {
            [Measure.Maximum] => p => p.Maximum,
            [Measure.Minimum] => p => p.Minimum,
            _ => p => p.Mean,
        };
    }

    private static DateTimeOffset Floor(DateTimeOffset at) => new(at.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
