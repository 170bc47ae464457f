using Monitor.Domain.Metrics.Chunks;
using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>
/// Merges what came after its hour was closed into the chunk of its stream: into the day's where the day is over or merged already, else into the hour's. What the
/// chunk has stays; a time that it has already is left out. Roll-ups are made anew.
/// </summary>
internal sealed class LateMerger(NpgsqlDataSource source, SeriesCatalog catalog, SealFaults faults)
{
    private readonly PeriodSealer _hours = new(SealPeriods.Hour);
    private readonly PeriodSealer _days = new(SealPeriods.Day);
    private readonly TickTable _rows = new();

    /// <summary>Goes once through all late rows, in the order of their key, so that millions of them are read once; returns how many were merged.</summary>
    /// <param name="hotHours">Hours whose hot partition is still there: these are sealed first.</param>
    /// <param name="isWhole">Whether a day is over and none of its hours is hot: then its late rows go straight into the day.</param>
    /// <param name="failures">Gets what could not be merged; it stays where it is, and the others are merged.</param>
    /// <param name="cancellationToken">Stops between two groups.</param>
    public async Task<int> MergeAsync(
        IReadOnlySet<DateTimeOffset> hotHours, Func<DateTimeOffset, bool> isWhole, SealFailures failures, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var merged = 0;
        var next = await NextAsync(connection, 0, DateTimeOffset.UnixEpoch, cancellationToken);
        while (next is var (streamId, time))
        {
            var hour = SealPeriods.Floor(time, SealPeriods.Hour);
            if (!hotHours.Contains(hour))
            {
                merged += await failures.TryAsync(
                    () => MergeAsync(connection, streamId, hour, isWhole(SealPeriods.Floor(hour, SealPeriods.Day)), cancellationToken));
            }

            next = await NextAsync(connection, streamId, hour + SealPeriods.Hour, cancellationToken);
        }

        return merged;
    }

    /// <summary>The first late row from there on, by its key.</summary>
    private static async Task<(int StreamId, DateTimeOffset Time)?> NextAsync(
        NpgsqlConnection connection, int streamId, DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT stream_id, ts FROM late_ticks WHERE (stream_id, ts) >= ($1, $2) ORDER BY stream_id, ts LIMIT 1", connection);
        command.Parameters.AddWithValue(streamId);
        command.Parameters.AddWithValue(from);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1)) : null;
    }

    private async Task<int> MergeAsync(NpgsqlConnection connection, int streamId, DateTimeOffset hour, bool isWhole, CancellationToken cancellationToken)
    {
        await using var transaction = await SealTransaction.BeginAsync(connection, cancellationToken);
        var day = SealPeriods.Floor(hour, SealPeriods.Day);
        var stored = isWhole
            ? await SealedTables.LoadAsync(connection, streamId, day, day + SealPeriods.Day, cancellationToken)
            : await SealedTables.LoadAsync(connection, streamId, hour, hour + SealPeriods.Hour, cancellationToken);
        var hasDay = stored.Count > 0 && stored[0].IsDay;
        var (start, sealer, length) = isWhole || hasDay ? (day, _days, SealPeriods.Day) : (hour, _hours, SealPeriods.Hour);
        var taken = await TakeAsync(connection, streamId, start, start + length, cancellationToken);
        if (taken > 0)
        {
            var period = sealer.Seal(start.ToUnixTimeMilliseconds(), [.. stored.Select(s => s.Chunk), _rows], catalog.CountersOf(streamId))!;
            var isThere = sealer == _days ? hasDay : stored.Count > 0;
            if (!isThere || stored.Count > 1 || period.Ticks > stored[0].Chunk.Times.Count)
            {
                await SealedTables.WriteAsync(connection, [new SealedRow(streamId, start, period)], mayExist: isThere, cancellationToken);
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
