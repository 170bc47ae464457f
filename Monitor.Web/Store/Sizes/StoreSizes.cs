using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;

namespace Monitor.Web.Store.Sizes;

/// <summary>What the store takes, tier by tier, and when its disk is full. Read at most once a minute, for everybody who asks; nothing is read per host.</summary>
public sealed class StoreSizes(Databases databases, FreeSpace disk, IOptions<RetentionOptions> retention, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly PartitionReader _partitions = new(databases.Jobs);
    private readonly SemaphoreSlim _one = new(1);
    private StorageReport? _report;

    public async Task<StorageReport> ReadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (_report is null || now - _report.At >= Fresh || now < _report.At)
            {
                _report = await ReadAsync(now, cancellationToken);
            }

            return _report;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<StorageReport> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var partitions = await _partitions.SizesAsync(cancellationToken);
        var facts = new Dictionary<string, PartitionFacts>();
        foreach (var partition in partitions.SelectMany(p => p).Where(PartitionReader.HasFacts))
        {
            facts[partition.Name] = await _partitions.FactsAsync(partition, cancellationToken);
        }

        var late = await LateAsync(cancellationToken);
        var (database, lateBytes) = await BytesAsync(cancellationToken);
        var tiers = new TierSizes(partitions, facts, retention.Value, now).List(late, lateBytes);
        var rest = new TierSize("Everything else", [], Math.Max(0, database - tiers.Sum(t => t.Bytes))) { KeptText = "for good" };
        return new StorageReport(
            now, database, [.. tiers, rest], late, GrowthPerDay.Of(partitions, facts, retention.Value, now), disk.Read(), disk.IsOutside);
    }

    private async Task<(long Database, long Late)> BytesAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Jobs.CreateCommand("SELECT pg_database_size(current_database()), pg_total_relation_size('late_ticks')");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Counted up to a bound: after a long outage many may wait.</summary>
    private async Task<LateRows> LateAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Jobs.CreateCommand("SELECT count(*)::integer FROM (SELECT 1 FROM late_ticks LIMIT $1) AS waiting");
        command.Parameters.AddWithValue(LateRows.Most + 1);
        return new LateRows((int)(await command.ExecuteScalarAsync(cancellationToken))!);
    }
}
