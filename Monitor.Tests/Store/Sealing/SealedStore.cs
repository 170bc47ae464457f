using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs.Sealing;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Tests.Store.Sealing;

/// <summary>The store's parts on a database of their own, with a clock that a test moves, and what is needed to look at all tiers at once.</summary>
internal sealed class SealedStore
{
    private readonly Databases _databases;

    public SealedStore(Databases databases, TimeProvider clock, SealPhase killAt = SealPhase.None)
    {
        _databases = databases;
        Catalog = new SeriesCatalog(databases, Options.Create(new IngestOptions { MaxSeriesPerHost = 5000 }), clock);
        var options = Options.Create(new SealOptions { KillAt = killAt });
        Sealing = new SampleSealing(databases, Catalog, new SealFaults(options), options, clock);
        LogSealing = new LogSealing(databases, new SealFaults(options), options, clock);
        var retention = Options.Create(new RetentionOptions());
        Reader = new SeriesReader(databases, new RecentTicks(clock), retention, clock);
        Retention = new SampleRetention(databases, Sealing, retention, clock);
    }

    public SeriesCatalog Catalog { get; }

    public SampleSealing Sealing { get; }

    public LogSealing LogSealing { get; }

    public SeriesReader Reader { get; }

    public SampleRetention Retention { get; }

    /// <summary>A host with one stream of these series.</summary>
    public async Task<StreamEntry> AddStreamAsync(TestDatabase database, params string[] metrics)
    {
        await using var db = database.CreateDb();
        var host = new Host { Name = $"sealed-{Guid.NewGuid():N}", Key = Guid.NewGuid(), GroupId = HostGroup.FleetId };
        db.Hosts.Add(host);
        await db.SaveChangesAsync();
        return (await Catalog.RegisterAsync(host.Id, "agent", [.. metrics.Select(m => new SeriesName(m, ""))], default)).Stream;
    }

    /// <summary>As the writer would have put it there while the hour was open.</summary>
    public async Task WriteHotAsync(int streamId, IEnumerable<(DateTimeOffset Time, double[] Values)> ticks)
    {
        await using var connection = await _databases.Jobs.OpenConnectionAsync();
        foreach (var hour in ticks.GroupBy(t => t.Time.UtcTicks / TimeSpan.TicksPerHour))
        {
            await using var ensure = new NpgsqlCommand("SELECT ensure_partition('hot_ticks', $1)", connection);
            ensure.Parameters.AddWithValue(hour.First().Time);
            await ensure.ExecuteNonQueryAsync();
            await CopyAsync(connection, "hot_ticks", streamId, hour);
        }
    }

    public async Task WriteLateAsync(int streamId, IEnumerable<(DateTimeOffset Time, double[] Values)> ticks)
    {
        await using var connection = await _databases.Jobs.OpenConnectionAsync();
        await CopyAsync(connection, "late_ticks", streamId, ticks);
    }

    public async Task<long> CountAsync(string query)
    {
        await using var command = _databases.Jobs.CreateCommand(query);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), null);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string table, int streamId, IEnumerable<(DateTimeOffset Time, double[] Values)> ticks)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} (stream_id, ts, v) FROM STDIN (FORMAT BINARY)");
        foreach (var (time, values) in ticks)
        {
            var row = new byte[TickCodec.MaximumLength(values.Length)];
            await copy.StartRowAsync();
            await copy.WriteAsync(streamId);
            await copy.WriteAsync(time);
            await copy.WriteAsync(row[..TickCodec.Encode(values, row)]);
        }

        await copy.CompleteAsync();
    }
}
