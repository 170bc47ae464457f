using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Web.Tickets;

/// <summary>
/// Which version of what administrators set up (categories, fields, the matrix, service levels, triggers) an operation sees. Every change of a ticket asks for
/// it: one question instead of one for each table, and no server is ever behind.
/// </summary>
internal static class SetupVersion
{
    /// <summary>A context is one operation, which sees one version from its first look to its end.</summary>
    private static readonly PerUse<SeenVersion> Seen = new();

    public static async Task<string> OfAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var seen = Seen.Of(db);
        return seen.Text ??= await ReadAsync(db, cancellationToken);
    }

    private sealed class SeenVersion
    {
        public string? Text { get; set; }
    }

    /// <summary>Each version of a row has a place (ctid) and a transaction that wrote it (xmin), which together never come again; the beginning names the database.</summary>
    private const string Question =
        """
        SELECT concat_ws('.', extract(epoch FROM pg_postmaster_start_time()), (SELECT oid FROM pg_database WHERE datname = current_database()),
            (SELECT bit_xor(hashtextextended(concat(xmin, ctid), 0)) FROM ticket_categories), (SELECT bit_xor(hashtextextended(concat(xmin, ctid), 1)) FROM ticket_fields),
            (SELECT bit_xor(hashtextextended(concat(xmin, ctid), 2)) FROM priority_matrix), (SELECT bit_xor(hashtextextended(concat(xmin, ctid), 3)) FROM sla_policies),
            (SELECT bit_xor(hashtextextended(concat(xmin, ctid), 4)) FROM service_calendars), (SELECT bit_xor(hashtextextended(concat(xmin, ctid), 5)) FROM escalation_steps),
            (SELECT bit_xor(hashtextextended(concat(xmin, ctid), 6)) FROM ticket_automations))
        """;

    /// <summary>On the connection of the context, and so in its transaction. Past the mapper, which would take longer than the database does.</summary>
    private static async Task<string> ReadAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(Question, (NpgsqlConnection)db.Database.GetDbConnection());
            return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}

/// <summary>
/// What was read of the set-up, for as long as its version stays. It is read after the version was asked for: it is of that version, or of a later one, and
/// then nobody asks for that version again.
/// </summary>
/// <typeparam name="T">Shared by all who read it: nobody changes it.</typeparam>
internal sealed class SetupShelf<T>(Func<MonitorDb, CancellationToken, Task<T>> read)
{
    /// <summary>More than one only while tests have several databases.</summary>
    private const int VersionsKept = 8;

    private readonly ConcurrentDictionary<string, T> _known = new(StringComparer.Ordinal);

    public async Task<T> ReadAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var version = await SetupVersion.OfAsync(db, cancellationToken);
        if (_known.TryGetValue(version, out var known))
        {
            return known;
        }

        var fresh = await read(db, cancellationToken);
        if (_known.Count >= VersionsKept)
        {
            _known.Clear();
        }

        return _known[version] = fresh;
    }
}
