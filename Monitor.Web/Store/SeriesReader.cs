using System.Data;
using Monitor.Domain.Metrics;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Web.Store;

/// <summary>The curve of one series in a range.</summary>
public sealed record SeriesCurve(SeriesEntry Series, Curve Curve);

/// <summary>
/// Reads series from memory where the range is young enough, else from the packed rows, one pass for all series of a stream. Values are gauges; they are
/// decimated on the way, so that a day costs no more memory than a minute.
/// </summary>
public sealed class SeriesReader(Databases databases, RecentTicks recent)
{
    public const int MaximumPoints = 600;
    public const int MaximumSeries = 200;

    /// <summary>Curves in the order asked for. At most <see cref="MaximumSeries"/> series and <see cref="MaximumPoints"/> points each.</summary>
    public async Task<IReadOnlyList<SeriesCurve>> ReadAsync(
        IReadOnlyList<SeriesEntry> series, TimeRange range, int maximumPoints, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(series.Count, MaximumSeries);
        var curves = new Dictionary<int, Curve>();
        foreach (var stream in series.DistinctBy(s => s.Id).GroupBy(s => s.StreamId))
        {
            var wanted = new WantedSeries([.. stream.OrderBy(s => s.Ordinal)], range, maximumPoints);
            if (!recent.TryRead(stream.Key, range, wanted.Add))
            {
                await ReadRowsAsync(stream.Key, range, wanted, cancellationToken);
            }

            wanted.BuildInto(curves);
        }

        return [.. series.Select(s => new SeriesCurve(s, curves[s.Id]))];
    }

    private async Task ReadRowsAsync(int streamId, TimeRange range, WantedSeries wanted, CancellationToken cancellationToken)
    {
        await using var connection = await databases.Ui.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT ts, v FROM hot_ticks WHERE stream_id = $1 AND ts >= $2 AND ts < $3 ORDER BY ts", connection);
        command.Parameters.AddWithValue(streamId);
        command.Parameters.AddWithValue(range.From);
        command.Parameters.AddWithValue(range.To);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, cancellationToken);
        var row = new byte[4096];
        while (await reader.ReadAsync(cancellationToken))
        {
            var time = new DateTimeOffset(reader.GetDateTime(0)).ToUnixTimeMilliseconds();
            var length = (int)reader.GetBytes(1, 0, null, 0, 0);
            if (length > row.Length)
            {
                row = new byte[length * 2];
            }

            reader.GetBytes(1, 0, row, 0, length);
            wanted.Add(time, row.AsSpan(0, length));
        }
    }
}
