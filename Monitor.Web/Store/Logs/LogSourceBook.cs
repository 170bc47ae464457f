using System.Collections.Concurrent;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Web.Store.Logs;

/// <summary>What names a source: the host, how its lines come in, and the file, unit or program.</summary>
public readonly record struct LogSourceName(int HostId, LogSourceKind Kind, string Name);

/// <summary>
/// The sources of lines that were seen since the start, in memory; one is registered on first sight. A host has at most <see cref="MostPerHost"/> of them:
/// the lines of any further one come under the name <see cref="Others"/>.
/// </summary>
public sealed class LogSourceBook(Databases databases, TimeProvider time)
{
    public const int MostPerHost = 1000;
    public const string Others = "others";

    private static readonly TimeSpan Full = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<LogSourceName, KnownLogSource> _byName = new();
    private readonly ConcurrentDictionary<int, KnownLogSource> _byId = new();
    private readonly SemaphoreSlim _registering = new(1, 1);
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Hosts that have all the sources that they may have, and until when nobody asks again: all of theirs are known here.</summary>
    private readonly ConcurrentDictionary<int, long> _fullSince = new();

    /// <summary>Those whose lines came here.</summary>
    public IEnumerable<KnownLogSource> Seen => _byId.Values;

    public KnownLogSource? Find(int sourceId) => _byId.GetValueOrDefault(sourceId);

    /// <param name="name">Its name has 1 to <see cref="LogSource.NameLength"/> characters.</param>
    /// <param name="retention">The class of a new one; a known one keeps its own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where the host is gone.</returns>
    public ValueTask<KnownLogSource?> FindAsync(LogSourceName name, LogRetention retention, CancellationToken cancellationToken) =>
        FindHere(name) is { } known ? ValueTask.FromResult<KnownLogSource?>(known) : RegisterAsync(name, retention, cancellationToken);

    /// <summary>After a source was blocked, let in again or put into another class on this server; others hear of it when they write their counts.</summary>
    public void Change(int sourceId, LogRetention retention, bool isBlocked)
    {
        if (_byId.TryGetValue(sourceId, out var source))
        {
            (source.Retention, source.IsBlocked) = (retention, isBlocked);
        }
    }

    /// <summary>Adds to the rows all that was counted before, and reads what was decided about these sources meanwhile.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await WriteCountsAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task WriteCountsAsync(CancellationToken cancellationToken)
    {
        // In one order on every server, so that two of them do not wait for each other.
        var counts = _byId.Values.OrderBy(s => s.Id).Select(s => s.Take()).OfType<LogSourceCounts>().ToList();
        if (counts.Count == 0)
        {
            return;
        }

        var gone = counts.Select(c => c.Source).ToHashSet();
        try
        {
            await using var command = databases.Ingest.CreateCommand(
                """
                WITH n AS (SELECT * FROM unnest($1, $2, $3, $4, $5) AS n(id, lines, dropped, hostile, at)),
                locked AS (SELECT s.id FROM log_sources s JOIN n ON n.id = s.id ORDER BY s.id FOR NO KEY UPDATE OF s)
                UPDATE log_sources s SET lines = s.lines + n.lines, dropped = s.dropped + n.dropped, hostile = s.hostile + n.hostile,
                    last_seen_at = greatest(s.last_seen_at, n.at)
                FROM n JOIN locked ON locked.id = n.id WHERE s.id = n.id RETURNING s.id, s.retention, s.blocked_at IS NOT NULL
                """);
            command.Parameters.AddWithValue(counts.Select(c => c.Source.Id).ToArray());
            command.Parameters.AddWithValue(counts.Select(c => c.Lines).ToArray());
            command.Parameters.AddWithValue(counts.Select(c => c.Dropped).ToArray());
            command.Parameters.AddWithValue(counts.Select(c => c.Hostile).ToArray());
            command.Parameters.AddWithValue(counts.Select(c => new DateTimeOffset(c.SeenAt, TimeSpan.Zero)).ToArray());
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Change(reader.GetInt32(0), Enum.Parse<LogRetention>(reader.GetString(1)), reader.GetBoolean(2));
                gone.Remove(_byId[reader.GetInt32(0)]);
            }
        }
        catch
        {
            counts.ForEach(c => c.Source.PutBack(c));
            throw;
        }

        // Its host was deleted.
        foreach (var source in gone)
        {
            _byName.TryRemove(new LogSourceName(source.HostId, source.Kind, source.Name), out _);
            _byId.TryRemove(source.Id, out _);
            _fullSince.TryRemove(source.HostId, out _);
        }
    }

    private KnownLogSource? FindHere(LogSourceName name) =>
        _byName.TryGetValue(name, out var known) ? known
        : _fullSince.TryGetValue(name.HostId, out var since) && time.GetElapsedTime(since) < Full ? _byName.GetValueOrDefault(name with { Name = Others })
        : null;

    private async ValueTask<KnownLogSource?> RegisterAsync(LogSourceName name, LogRetention retention, CancellationToken cancellationToken)
    {
        await _registering.WaitAsync(cancellationToken);
        try
        {
            if (FindHere(name) is { } known)
            {
                return known;
            }

            await using var connection = await databases.Ingest.OpenConnectionAsync(cancellationToken);
            var source = await ReadAsync(connection, name, cancellationToken);
            if (source is null)
            {
                await AddAsync(connection, name, retention, cancellationToken);
                source = await ReadAsync(connection, name, cancellationToken);
            }

            return source is null ? await OthersAsync(connection, name with { Name = Others }, retention, cancellationToken) : Keep(source);
        }
        finally
        {
            _registering.Release();
        }
    }

    private KnownLogSource Keep(KnownLogSource source)
    {
        source = _byId.GetOrAdd(source.Id, source);
        return _byName.GetOrAdd(new LogSourceName(source.HostId, source.Kind, source.Name), source);
    }

    /// <summary>For a name that there is no place for: it is not kept itself, as there is no end to names.</summary>
    private async Task<KnownLogSource?> OthersAsync(NpgsqlConnection connection, LogSourceName others, LogRetention retention, CancellationToken cancellationToken)
    {
        await AddAsync(connection, others, retention, cancellationToken);

        // All that the host has, so that until it is asked again whatever is not known here is one of the others.
        (await ReadAllAsync(connection, others.HostId, cancellationToken)).ForEach(s => Keep(s));
        if (!_byName.TryGetValue(others, out var source))
        {
            _fullSince.TryRemove(others.HostId, out _);
            return null;
        }

        _fullSince[others.HostId] = time.GetTimestamp();
        return source;
    }

    private async Task AddAsync(NpgsqlConnection connection, LogSourceName name, LogRetention retention, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO log_sources (host_id, kind, name, retention, first_seen_at, last_seen_at, lines, dropped, hostile) SELECT h.id, $2, $3, $4, $5, $5, 0, 0, 0
            FROM hosts h WHERE h.id = $1 AND ($3 = $6 OR (SELECT count(*) FROM log_sources s WHERE s.host_id = $1) < $7)
            ON CONFLICT DO NOTHING
            """, connection);
        command.Parameters.AddWithValue(name.HostId);
        command.Parameters.AddWithValue(name.Kind.ToString());
        command.Parameters.AddWithValue(name.Name);
        command.Parameters.AddWithValue(retention.ToString());
        command.Parameters.AddWithValue(time.GetUtcNow());
        command.Parameters.AddWithValue(Others);
        command.Parameters.AddWithValue(MostPerHost);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<KnownLogSource?> ReadAsync(NpgsqlConnection connection, LogSourceName name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id, kind, name, retention, blocked_at IS NOT NULL FROM log_sources WHERE host_id = $1 AND kind = $2 AND name = $3", connection);
        command.Parameters.AddWithValue(name.HostId);
        command.Parameters.AddWithValue(name.Kind.ToString());
        command.Parameters.AddWithValue(name.Name);
        return (await ReadAsync(command, name.HostId, cancellationToken)).FirstOrDefault();
    }

    private static async Task<List<KnownLogSource>> ReadAllAsync(NpgsqlConnection connection, int hostId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id, kind, name, retention, blocked_at IS NOT NULL FROM log_sources WHERE host_id = $1", connection);
        command.Parameters.AddWithValue(hostId);
        return await ReadAsync(command, hostId, cancellationToken);
    }

    private static async Task<List<KnownLogSource>> ReadAsync(NpgsqlCommand command, int hostId, CancellationToken cancellationToken)
    {
        var sources = new List<KnownLogSource>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            sources.Add(new KnownLogSource(reader.GetInt32(0), hostId, Enum.Parse<LogSourceKind>(reader.GetString(1)), reader.GetString(2))
            {
                Retention = Enum.Parse<LogRetention>(reader.GetString(3)), IsBlocked = reader.GetBoolean(4),
            });
        }

        return sources;
    }
}
