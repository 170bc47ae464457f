using Monitor.Domain.Metrics.Chunks;
using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>
/// Merges what came after its hour was closed into the chunk of its stream: into the day's where the day is merged already, else into the hour's. What the chunk
/// has stays; a time that it has already is left out. Roll-ups are made anew.
/// </summary>
internal sealed class LateMerger(NpgsqlDataSource source, CounterSeries counters, SealFaults faults)
{
    private const int GroupsAtOnce = 256;
    private readonly PeriodSealer _hours = new(SealPeriods.Hour);
    private readonly PeriodSealer _days = new(SealPeriods.Day);
    private readonly TickTable _rows = new();

    /// <summary>Merges some; returns how many late rows went, 0 when none is left whose hour is sealed.</summary>
    /// <param name="hotHours">Hours whose hot partition is still there: these are sealed first.</param>
    public async Task<int> MergeAsync(IReadOnlyCollection<DateTimeOffset> hotHours, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var merged = 0;
        foreach (var (streamId, hour) in await GroupsAsync(connection, hotHours, cancellationToken))
        {
            merged += await MergeAsync(connection, streamId, hour, cancellationToken);
        }

        return merged;
    }

    private static async Task<List<(int StreamId, DateTimeOffset Hour)>> GroupsAsync(
        NpgsqlConnection connection, IReadOnlyCollection<DateTimeOffset> hotHours, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT DISTINCT stream_id, date_trunc('hour', ts, 'UTC') AS hour FROM late_ticks
            WHERE date_trunc('hour', ts, 'UTC') <> ALL($1) LIMIT $2
            """, connection);
        command.Parameters.AddWithValue(hotHours.ToArray());
        command.Parameters.AddWithValue(GroupsAtOnce);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var groups = new List<(int, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            groups.Add((reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1)));
        }

        return groups;
    }

    private async Task<int> MergeAsync(NpgsqlConnection connection, int streamId, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var stored = await SealedTables.LoadAsync(connection, streamId, hour, hour + SealPeriods.Hour, cancellationToken);
        var isDay = stored.Count > 0 && stored[0].IsDay;
        var start = isDay ? SealPeriods.Floor(hour, SealPeriods.Day) : hour;
        var taken = await TakeAsync(connection, streamId, start, start + (isDay ? SealPeriods.Day : SealPeriods.Hour), cancellationToken);
        if (taken > 0)
        {
            var period = (isDay ? _days : _hours).Seal(start.ToUnixTimeMilliseconds(), [.. stored.Select(s => s.Chunk), _rows], counters.Of(streamId))!;
            if (stored.Count != 1 || period.Ticks > stored[0].Chunk.Times.Count)
            {
                await SealedTables.WriteAsync(connection, [new SealedRow(streamId, start, period)], mayExist: stored.Count > 0, cancellationToken);
            }
        }

        faults.Reach(SealPhase.LateWritten);
        await transaction.CommitAsync(cancellationToken);
        faults.Reach(SealPhase.LateCommitted);
        return taken;
    }

    /// <summary>Takes the late rows of a period out of their table, which holds if the transaction does.</summary>
    private async Task<int> TakeAsync(
        NpgsqlConnection connection, int streamId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        _rows.Clear();
        await using var command = new NpgsqlCommand("DELETE FROM late_ticks WHERE stream_id = $1 AND ts >= $2 AND ts < $3 RETURNING ts, v", connection);
        command.Parameters.AddWithValue(streamId);
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(to);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _rows.Add(new DateTimeOffset(reader.GetDateTime(0)).ToUnixTimeMilliseconds(), reader.GetFieldValue<ReadOnlyMemory<byte>>(1).Span);
        }

        return _rows.Times.Count;
    }
}
