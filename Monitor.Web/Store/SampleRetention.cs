using System.Globalization;
using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;

namespace Monitor.Web.Store;

/// <summary>Drops what is older than it is to be kept, partition by partition. A job calls it.</summary>
public sealed class SampleRetention(Databases databases, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <summary>Returns the names of the partitions that were dropped.</summary>
    public async Task<IReadOnlyList<string>> DropAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var dropped = new List<string>();
        dropped.AddRange(await DropAsync("hot_ticks", "yyyyMMddHH", TimeSpan.FromHours(1), now - options.Value.Raw, cancellationToken));
        dropped.AddRange(await DropAsync("process_ticks", "yyyyMMdd", TimeSpan.FromDays(1), now - options.Value.Processes, cancellationToken));
        await using var command = databases.Jobs.CreateCommand("DELETE FROM agent_batches WHERE received_at < $1");
        command.Parameters.AddWithValue(now - options.Value.BatchNumbers);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return dropped;
    }

    private async Task<List<string>> DropAsync(
        string table, string format, TimeSpan unit, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = (await PartitionsAsync(table, cancellationToken)).FindAll(name =>
            DateTimeOffset.TryParseExact(
                name[(table.Length + 1)..], format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) && start + unit <= before);
        foreach (var name in old)
        {
            await using var command = databases.Jobs.CreateCommand("SELECT drop_partition($1, $2)");
            command.Parameters.AddWithValue(table);
            command.Parameters.AddWithValue(name);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return old;
    }

    private async Task<List<string>> PartitionsAsync(string table, CancellationToken cancellationToken)
    {
        await using var command = databases.Jobs.CreateCommand(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent WHERE p.relname = $1");
        command.Parameters.AddWithValue(table);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
