using System.Globalization;
using Microsoft.Extensions.Options;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Web.Hosting;
using Monitor.Web.Store.Reading;
using Npgsql;

namespace Monitor.Web.Store;

/// <summary>The curve of one series in a range.</summary>
public sealed record SeriesCurve(SeriesEntry Series, Curve Curve);

/// <summary>
/// Reads series: from memory where the range is young enough, else from the coarsest tier that still gives as many points as are asked for, with what is not
/// sealed yet as its end. Counters come as rates per second. Everything is made small on the way, so that a year costs little more memory than a minute.
/// </summary>
public sealed class SeriesReader(Databases databases, RecentTicks recent, IOptions<RetentionOptions> retention, TimeProvider time)
{
    public const int MaximumPoints = 600;
    public const int MaximumSeries = 200;
    public const int MaximumSteps = 10_000;

    private static readonly TimeSpan JobTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Curves in the order asked for. At most <see cref="MaximumSeries"/> series and <see cref="MaximumPoints"/> points each.</summary>
    public async Task<IReadOnlyList<SeriesCurve>> ReadAsync(
        IReadOnlyList<SeriesEntry> series, TimeRange range, int maximumPoints, CancellationToken cancellationToken)
    {
        var curves = series.DistinctBy(s => s.Id).ToDictionary(s => s.Id, _ => range.NewCurve(maximumPoints));
        await ReadAsync(series, range, maximumPoints, s => curves[s.Id], cancellationToken);
        return [.. series.Select(s => new SeriesCurve(s, curves[s.Id].Build()))];
    }

    /// <summary>
    /// Minimum, maximum, sum, last and count of each step of the range, in the order of the series; a count of 0 where there is nothing. At most
    /// <see cref="MaximumSteps"/> steps. A step that is not whole minutes is made of samples while they are kept.
    /// </summary>
    public async Task<IReadOnlyList<RollupPoint[]>> ReadStepsAsync(
        IReadOnlyList<SeriesEntry> series, TimeRange range, TimeSpan step, CancellationToken cancellationToken)
    {
        var count = (int)Math.Min(Math.Ceiling((range.To - range.From) / step), int.MaxValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumSteps);
        var start = range.From.ToUnixTimeMilliseconds();
        var sinks = series.DistinctBy(s => s.Id).ToDictionary(s => s.Id, _ => new RollupBuilder(start, step, step * count));
        await ReadAsync(series, range, count, s => sinks[s.Id], cancellationToken);
        return [.. series.Select(s => sinks[s.Id].Points.ToArray())];
    }

    /// <summary>
    /// Every sample of the range, or with <paramref name="byMinute"/> every roll-up of a minute and of what has none yet every sample, each series into its own
    /// sink in the order of time. Samples that are past their retention are not there.
    /// </summary>
    public Task ReadIntoAsync(
        IReadOnlyList<SeriesEntry> series, TimeRange range, bool byMinute, Func<SeriesEntry, SampleSink> sink, CancellationToken cancellationToken) =>
        ReadAsync(series, range, byMinute ? ReadTier.Minutes : ReadTier.Samples, isForJob: false, sink, cancellationToken);

    /// <summary>The same by the coarsest tier whose points are parts of these steps.</summary>
    /// <param name="isForJob">Whether nobody waits, so that it may take longer than a question of a screen.</param>
    public Task ReadIntoAsync(
        IReadOnlyList<SeriesEntry> series, TimeRange range, TimeSpan step, bool isForJob, Func<SeriesEntry, SampleSink> sink, CancellationToken cancellationToken)
    {
        var tier = ReadTiers.For(range, (int)((range.To - range.From) / step), retention.Value, time.GetUtcNow());
        return ReadAsync(series, range, tier, isForJob, sink, cancellationToken);
    }

    private Task ReadAsync(
        IReadOnlyList<SeriesEntry> series, TimeRange range, int points, Func<SeriesEntry, SampleSink> sink, CancellationToken cancellationToken) =>
        ReadAsync(series, range, ReadTiers.For(range, points, retention.Value, time.GetUtcNow()), isForJob: false, sink, cancellationToken);

    private async Task ReadAsync(
        IReadOnlyList<SeriesEntry> series, TimeRange range, ReadTier tier, bool isForJob, Func<SeriesEntry, SampleSink> sink, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(series.Count, MaximumSeries);
        var left = new List<(int StreamId, WantedSeries Wanted)>();
        foreach (var stream in series.DistinctBy(s => s.Id).GroupBy(s => s.StreamId))
        {
            var ordered = stream.OrderBy(s => s.Ordinal).ToList();
            var wanted = new WantedSeries(ordered, ordered.ConvertAll(s => sink(s)));
            if (!recent.TryRead(stream.Key, range, wanted.Add))
            {
                left.Add((stream.Key, wanted));
            }
        }

        if (left.Count > 0)
        {
            await ReadStoredAsync(left, range, tier, isForJob, cancellationToken);
        }
    }

    private async Task ReadStoredAsync(
        List<(int StreamId, WantedSeries Wanted)> streams, TimeRange range, ReadTier tier, bool isForJob, CancellationToken cancellationToken)
    {
        await using var connection = await databases.History.OpenConnectionAsync(cancellationToken);
        await using var transaction = isForJob ? await BeginForJobAsync(connection, cancellationToken) : null;
        await using var batch = new NpgsqlBatch(connection);
        batch.Timeout = isForJob ? (int)JobTimeout.TotalSeconds : batch.Timeout;
        foreach (var (streamId, wanted) in streams)
        {
            batch.BatchCommands.Add(StreamQuery.For(streamId, tier, range, wanted.Ordinals));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var (_, wanted) in streams)
        {
            var result = new StreamResult(wanted, range);
            await result.ReadAsync(reader, cancellationToken);
            result.Deliver();
            await reader.NextResultAsync(cancellationToken);
        }
    }

    /// <summary>The database stops what screens ask after some seconds, in which a busy machine may not have unpacked what was sent before.</summary>
    private static async Task<NpgsqlTransaction> BeginForJobAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var longer = new NpgsqlCommand("SELECT set_config('statement_timeout', $1, true)", connection);
        longer.Parameters.AddWithValue(JobTimeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture));
        await longer.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }
}
