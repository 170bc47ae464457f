using Monitor.Domain.Logs.Chunks;
using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Store.Logs.Reading;

/// <summary>
/// Fetches what is needed of rows that are read one after another, some at once: of hot ones the lines; of chunks the filter where words are asked for, else the counts, and
/// the lines of each alone when it is opened. Within the caller's transaction.
/// </summary>
internal sealed class LogUnitReader(NpgsqlConnection connection, IReadOnlyList<LogUnit> units, bool wantsFilter)
{
    private const int Together = 64;
    private const string Hot =
        "SELECT k.n, h.payload FROM unnest($1, $2, $3, $4, $5) AS k(h, k, a, r, n) JOIN log_hot h ON h.host_id = k.h AND h.id = k.k AND h.arrived = k.a";
    private const string Key = "c.host_id = k.h AND c.part = k.k AND c.start = k.a AND c.retention = k.r";
    private const string Filters = $"SELECT k.n, c.filter FROM unnest($1, $2, $3, $4, $5) AS k(h, k, a, r, n) JOIN log_chunks c ON {Key}";
    private const string Counts = $"SELECT k.n, c.counts FROM unnest($1, $2, $3, $4, $5) AS k(h, k, a, r, n) JOIN log_chunks c ON {Key}";
    private const string Payloads = $"SELECT k.n, c.payload FROM unnest($1, $2, $3, $4, $5) AS k(h, k, a, r, n) JOIN log_chunks c ON {Key}";

    private readonly Dictionary<int, byte[]> _fetched = [];
    private int _next;

    /// <summary>The filter or the counts of a chunk, the lines of a hot row. Each once, in the order of the rows.</summary>
    public async Task<byte[]> AsideAsync(int unit, CancellationToken cancellationToken)
    {
        while (_next <= unit)
        {
            var end = Math.Min(_next + Together, units.Count);
            var some = Enumerable.Range(_next, end - _next).ToLookup(i => units[i].IsHot);
            await FetchAsync(Hot, [.. some[true]], cancellationToken);
            await FetchAsync(wantsFilter ? Filters : Counts, [.. some[false]], cancellationToken);
            _next = end;
        }

        return _fetched.Remove(unit, out var bytes) ? bytes : throw new InvalidOperationException("A row of lines that was listed is not there.");
    }

    public async Task<LogChunk> OpenAsync(int unit, byte[] aside, CancellationToken cancellationToken)
    {
        if (units[unit].IsHot)
        {
            return new LogChunk(aside);
        }

        await FetchAsync(Payloads, [unit], cancellationToken);
        _fetched.Remove(unit, out var payload);
        return new LogChunk(payload);
    }

    private async Task FetchAsync(string statement, int[] places, CancellationToken cancellationToken)
    {
        if (places.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(statement, connection);
        command.AddColumn(places, i => units[i].HostId);
        command.AddColumn(places, i => units[i].Key);
        command.AddColumn(places, i => units[i].At);
        command.AddColumn(places, i => units[i].Retention, NpgsqlDbType.Smallint);
        command.AddColumn(places, i => i);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _fetched[reader.GetInt32(0)] = reader.GetFieldValue<byte[]>(1);
        }
    }
}
