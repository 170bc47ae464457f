using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Web.Store.Sizes;

/// <summary>
/// Sizes and contents of the partitions. What is in one is read again only when something was put into it, so that a year of sealed days costs nothing; a payload is
/// never read.
/// </summary>
internal sealed class PartitionReader(NpgsqlDataSource source)
{
    private const int PageBytes = 8192;

    private static readonly Dictionary<string, (string Query, short Kind)> Contents = new()
    {
        ["chunks_hours"] = (OfChunks, 1),
        ["chunks_days"] = (OfChunks, 24),
        ["rollups_hour_minutes"] = (OfRollups, SealedTables.HourMinutes),
        ["rollups_day_minutes"] = (OfRollups, SealedTables.DayMinutes),
        ["rollups_day_hours"] = (OfRollups, SealedTables.DayHours),
    };

    private const string OfChunks =
        """
        SELECT count(*), coalesce(sum(samples), 0)::bigint, coalesce(sum(ticks), 0)::bigint, min(start), max(start)
        FROM chunks WHERE hours = $1 AND start >= $2 AND start < $3
        """;

    private const string OfRollups =
        """
        SELECT count(*), coalesce(sum(cardinality(offsets) - 1), 0)::bigint, 0::bigint, min(start), max(start)
        FROM rollups WHERE tier = $1 AND start >= $2 AND start < $3
        """;

    private readonly Dictionary<string, ((long Bytes, long Inserted) Of, PartitionFacts Facts)> _known = [];

    /// <summary>The partitions of every table that retention knows, oldest first.</summary>
    public async Task<ILookup<string, PartitionSize>> SizesAsync(CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, (string Table, DateTimeOffset Start)>();
        foreach (var rule in RetentionRules.All)
        {
            foreach (var (name, start) in await SamplePartitions.ListAsync(source, rule.Table, cancellationToken))
            {
                names[name] = (rule.Table, start);
            }
        }

        await using var command = source.CreateCommand(
            """
            SELECT c.relname, pg_total_relation_size(c.oid), pg_relation_size(c.oid), pg_stat_get_tuples_inserted(c.oid),
                CASE WHEN c.relpages > 0 AND c.reltuples > 0 THEN c.reltuples::float8 / c.relpages END
            FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY($1)
            """);
        command.Parameters.AddWithValue(names.Keys.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sizes = new List<PartitionSize>();
        while (await reader.ReadAsync(cancellationToken))
        {
            // Null where it is dropped while we look.
            if (!await reader.IsDBNullAsync(1, cancellationToken) && !await reader.IsDBNullAsync(2, cancellationToken))
            {
                var (name, rows) = (reader.GetString(0), await reader.IsDBNullAsync(4, cancellationToken) ? (double?)null : reader.GetDouble(4));
                sizes.Add(new PartitionSize(names[name].Table, name, names[name].Start, reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), rows));
            }
        }

        foreach (var gone in _known.Keys.Except(names.Keys).ToList())
        {
            _known.Remove(gone);
        }

        return sizes.OrderBy(s => s.Start).ToLookup(s => s.Table);
    }

    /// <summary>True for sealed tables; what is in the others is not looked into.</summary>
    public static bool HasFacts(PartitionSize partition) => Contents.ContainsKey(partition.Table);

    /// <summary>Pages of 8 KiB, how the database counts them.</summary>
    public static double Pages(PartitionSize partition) => (double)partition.HeapBytes / PageBytes;

    public async Task<PartitionFacts> FactsAsync(PartitionSize partition, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(partition.Name, out var known) && known.Of == (partition.Bytes, partition.Inserted))
        {
            return known.Facts;
        }

        var (query, kind) = Contents[partition.Table];
        await using var command = source.CreateCommand(query);
        command.Parameters.AddWithValue(kind);
        command.Parameters.AddWithValue(partition.Start);
        command.Parameters.AddWithValue(End(partition));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var facts = new PartitionFacts(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2),
            await TimeAsync(reader, 3, cancellationToken), await TimeAsync(reader, 4, cancellationToken));
        _known[partition.Name] = ((partition.Bytes, partition.Inserted), facts);
        return facts;
    }

    private static DateTimeOffset End(PartitionSize partition) => partition.Table switch
    {
        "rollups_day_hours" => partition.Start.AddMonths(1),
        "rollups_day_minutes" => partition.Start.AddDays(7),
        _ => partition.Start.AddDays(1),
    };

    private static async Task<DateTimeOffset?> TimeAsync(NpgsqlDataReader reader, int column, CancellationToken cancellationToken) =>
        await reader.IsDBNullAsync(column, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
