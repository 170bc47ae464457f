using Npgsql;

namespace Monitor.Web.Store;

/// <summary>Makes the partition of a time before the first row goes there, and remembers which exist. Used by the one writer only.</summary>
internal sealed class PartitionBook
{
    private readonly HashSet<(string Table, long Period)> _known = [];

    /// <param name="closedBefore">Ticks of closed hours go elsewhere: a partition that was sealed must not come back.</param>
    public async Task EnsureAsync(
        NpgsqlConnection connection, IEnumerable<SampleBatch> group, DateTimeOffset closedBefore, CancellationToken cancellationToken)
    {
        var ensured = long.MinValue;
        foreach (var batch in group)
        {
            foreach (var tick in batch.Ticks)
            {
                var hour = tick.Time.UtcTicks / TimeSpan.TicksPerHour;
                if (hour != ensured && tick.Time >= closedBefore)
                {
                    ensured = hour;
                    await EnsureAsync(connection, "hot_ticks", tick.Time, TimeSpan.FromHours(1), cancellationToken);
                }
            }

            if (batch.Logs.Count > 0)
            {
                await EnsureAsync(connection, "log_hot", batch.ArrivedAt, TimeSpan.FromHours(1), cancellationToken);
            }

            for (var i = 0; i < batch.Processes.Count; i++)
            {
                await EnsureAsync(connection, "process_ticks", batch.Processes[i].Time, TimeSpan.FromDays(1), cancellationToken);
            }
        }
    }

    /// <summary>After a partition was dropped under a late row: asks the database again.</summary>
    public void Forget() => _known.Clear();

    private async Task EnsureAsync(NpgsqlConnection connection, string table, DateTimeOffset time, TimeSpan unit, CancellationToken cancellationToken)
    {
        var period = (table, time.UtcTicks / unit.Ticks);
        if (_known.Contains(period))
        {
            return;
        }

        await using var command = new NpgsqlCommand("SELECT ensure_partition($1, $2)", connection);
        command.Parameters.AddWithValue(table);
        command.Parameters.AddWithValue(time);
        await command.ExecuteNonQueryAsync(cancellationToken);
        _known.Add(period);
    }
}
