using Monitor.Domain.Metrics.Chunks;
using Monitor.Web.Hosting;

namespace Monitor.Web.Store.Sealing;

/// <summary>
/// Writes a past that was generated, not reported, where sealing would have put it: whole days and whole hours of streams that nobody else writes to. Ticks that
/// came one by one would first be late rows, many times as large.
/// </summary>
internal sealed class SealedPast(Databases databases, SeriesCatalog catalog)
{
    private readonly PeriodSealer _hours = new(SealPeriods.Hour);
    private readonly PeriodSealer _days = new(SealPeriods.Day);

    /// <summary>One hour or one day of some streams, in one transaction; what is there of it already is replaced. One call at a time.</summary>
    public async Task WriteAsync(
        DateTimeOffset start, bool isDay, IEnumerable<(int StreamId, IEnumerable<TickRow> Ticks)> streams, CancellationToken cancellationToken)
    {
        var rows = new List<SealedRow>();
        var table = new TickTable();
        foreach (var (streamId, ticks) in streams)
        {
            table.Clear();
            foreach (var tick in ticks)
            {
                table.Add(tick.Time.ToUnixTimeMilliseconds(), tick.Packed.Span);
            }

            if ((isDay ? _days : _hours).Seal(start.ToUnixTimeMilliseconds(), [table], catalog.CountersOf(streamId)) is { } period)
            {
                rows.Add(new SealedRow(streamId, start, period));
            }
        }

        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await SealedTables.WriteAsync(connection, rows, mayExist: true, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
