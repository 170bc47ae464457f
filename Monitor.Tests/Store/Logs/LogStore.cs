using Microsoft.Extensions.Options;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Domain.Metrics;
using Monitor.Tests.Store.Sealing;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;
using Monitor.Web.Store.Logs.Sealing;

namespace Monitor.Tests.Store.Logs;

/// <summary>The store's parts for lines of logs, with a clock that a test moves.</summary>
internal sealed class LogStore(Databases databases, ManualTimeProvider clock)
{
    private readonly SealedStore _store = new(databases, clock);
    private GroupCommit? _commit;
    private long _seq;

    public LogReader Reader { get; init; } = new(databases);

    public LogSourceBook Book { get; } = new(databases, clock);

    public LogSealing Sealing => _store.LogSealing;

    public SampleRetention Retention => _store.Retention;

    public Task<long> CountAsync(string query) => _store.CountAsync(query);

    public static async Task<LogSource> AddSourceAsync(TestDatabase database, LogRetention retention = LogRetention.Plain, int? hostId = null)
    {
        await using var db = database.CreateDb();
        if (hostId is null)
        {
            var host = new Host { Name = $"logs-{Guid.NewGuid():N}", Key = Guid.NewGuid(), GroupId = HostGroup.FleetId };
            db.Hosts.Add(host);
            await db.SaveChangesAsync();
            hostId = host.Id;
        }

        var source = new LogSource { HostId = hostId.Value, Kind = LogSourceKind.Journal, Name = $"unit-{Guid.NewGuid():N}", Retention = retention };
        db.LogSources.Add(source);
        await db.SaveChangesAsync();
        return source;
    }

    /// <summary>One batch of a host, as the writer stores it; the lines that were new, with their numbers.</summary>
    public async Task<IReadOnlyList<LogLine>> WriteAsync(int hostId, IEnumerable<LogLine> lines, DateTimeOffset arrivedAt, long? seq = null)
    {
        var batch = new SampleBatch { HostId = hostId, Seq = seq ?? Interlocked.Increment(ref _seq) + 1_000_000, ArrivedAt = arrivedAt };
        foreach (var line in lines)
        {
            batch.Add(line);
        }

        await LearnAsync(batch.Logs.Select(l => l.SourceId).Distinct().Where(id => Book.Find(id) is null).ToArray());
        _commit ??= new GroupCommit(databases, new CommitFaults(Options.Create(new IngestOptions())), Book, clock);
        return (await _commit.StoreAsync([batch], mayHoldDuplicates: false, default))[0].NewLogs;
    }

    /// <summary>As the door of logs has found them before it lets lines in.</summary>
    private async Task LearnAsync(int[] sourceIds)
    {
        if (sourceIds.Length == 0)
        {
            return;
        }

        var names = new List<LogSourceName>();
        await using (var command = databases.Jobs.CreateCommand("SELECT host_id, kind, name FROM log_sources WHERE id = ANY($1)"))
        {
            command.Parameters.AddWithValue(sourceIds);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                names.Add(new LogSourceName(reader.GetInt32(0), Enum.Parse<LogSourceKind>(reader.GetString(1)), reader.GetString(2)));
            }
        }

        foreach (var name in names)
        {
            await Book.FindAsync(name, LogRetention.Plain, default);
        }
    }
}
