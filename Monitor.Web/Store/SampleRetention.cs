using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;
using Monitor.Web.Store.Sealing;

namespace Monitor.Web.Store;

/// <summary>
/// Drops what is older than it is to be kept, partition by partition. A job calls it. What is not sealed yet, because the server was down for long, is sealed
/// first: its roll-ups are to be kept for longer than it is.
/// </summary>
public sealed class SampleRetention(Databases databases, SampleSealing sealing, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <summary>Rows that go in one statement.</summary>
    internal int Portion { get; init; } = 50_000;

    /// <summary>
    /// Returns the names of the partitions that were dropped; one that others keep busy is left for the next round, and so is everything while a round of sealing goes on
    /// for longer than a job waits.
    /// </summary>
    public async Task<IReadOnlyList<string>> DropAsync(CancellationToken cancellationToken)
    {
        if (await sealing.TryRunAsync(cancellationToken) is null)
        {
            return [];
        }

        var now = time.GetUtcNow();
        var dropped = new List<string>();

        // Before the partitions: a late row of a day whose chunks are gone would be taken for all of the day.
        await DeleteAsync("late_ticks", "ts", now - options.Value.Raw, cancellationToken);
        foreach (var rule in RetentionRules.All)
        {
            var before = now - rule.Keep(options.Value) - rule.LastsAtMost;
            foreach (var (name, start) in await SamplePartitions.ListAsync(databases.Jobs, rule.Table, cancellationToken))
            {
                if (start <= before && await TryDropAsync(rule.Table, name, cancellationToken))
                {
                    dropped.Add(name);
                }
            }
        }

        await DeleteAsync("agent_batches", "received_at", now - options.Value.BatchNumbers, cancellationToken);
        return dropped;
    }

    private async Task<bool> TryDropAsync(string table, string name, CancellationToken cancellationToken)
    {
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await PartitionDrop.TryAsync(connection, transaction, [(table, name)], cancellationToken))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>In portions: a fleet leaves millions of rows a day, and a statement has a minute.</summary>
    private async Task DeleteAsync(string table, string time, DateTimeOffset before, CancellationToken cancellationToken)
    {
        int count;
        do
        {
            await using var command = databases.Jobs.CreateCommand($"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {time} < $1 LIMIT {Portion}))");
            command.Parameters.AddWithValue(before);
            count = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        while (count == Portion);
    }
}
