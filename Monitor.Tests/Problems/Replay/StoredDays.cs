using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Web.Store;
using Monitor.Web.Store.Sealing;

namespace Monitor.Tests.Problems.Replay;

/// <summary>Whole days of one series of a host, a value a minute, as they are once they are sealed.</summary>
internal static class StoredDays
{
    /// <param name="floor">Where.</param>
    /// <param name="host">Whose.</param>
    /// <param name="metric">What.</param>
    /// <param name="to">The end, a midnight in UTC.</param>
    /// <param name="days">How many days before it.</param>
    /// <param name="value">By the minute, counted from the beginning.</param>
    public static Task<int> WriteAsync(ActingFloor floor, Host host, string metric, DateTimeOffset to, int days, Func<int, double> value) =>
        WriteAsync(floor, host, [new SeriesName(metric, "")], to, days, minute => [value(minute)]);

    /// <summary>The same of several series of one stream.</summary>
    public static async Task<int> WriteAsync(ActingFloor floor, Host host, IReadOnlyList<SeriesName> names, DateTimeOffset to, int days, Func<int, double[]> values)
    {
        var stream = (await floor.Catalog.RegisterAsync(host.Id, "agent", names, CancellationToken.None)).Stream;
        var row = new byte[TickCodec.MaximumLength(names.Count)];
        var (table, sealer) = (new TickTable(), new PeriodSealer(SealPeriods.Day));
        await using var connection = await floor.Databases.Jobs.OpenConnectionAsync();
        for (var day = 0; day < days; day++)
        {
            table.Clear();
            var start = to.AddDays(day - days);
            for (var minute = 0; minute < 1440; minute++)
            {
                table.Add(start.AddMinutes(minute).ToUnixTimeMilliseconds(), row.AsSpan(0, TickCodec.Encode(values((day * 1440) + minute), row)));
            }

            var chunk = sealer.Seal(start.ToUnixTimeMilliseconds(), [table], _ => false)!;
            await SealedTables.WriteAsync(connection, [new SealedRow(stream.Id, start, chunk)], mayExist: false, CancellationToken.None);
        }

        return stream.Id;
    }
}
