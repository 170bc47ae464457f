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
        await DeleteAsync("DELETE FROM late_ticks WHERE ts < $1", now - options.Value.Raw, cancellationToken);
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

        await DeleteAsync("DELETE FROM agent_batches WHERE received_at < $1", now - options.Value.BatchNumbers, cancellationToken);
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

    private async Task DeleteAsync(string statement, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = databases.Jobs.CreateCommand(statement);
        command.Parameters.AddWithValue(before);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
