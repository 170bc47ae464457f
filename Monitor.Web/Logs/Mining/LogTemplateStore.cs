using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Domain.Metrics;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Web.Logs.Mining;

/// <summary>
/// The table <c>log_templates</c>. Several servers write it: a form that another one saved under the same pattern is the same form. Many forms are written at a time, always in
/// the same order, so that two servers do not wait for each other.
/// </summary>
internal sealed class LogTemplateStore(IDbContextFactory<MonitorDb> contexts, Databases databases)
{
    /// <summary>Of the forms that are longest unseen, those beyond it are not gone on with.</summary>
    private const int Most = 100_000;

    /// <summary>Rows that one statement writes.</summary>
    private const int AtOnce = 500;

    private static readonly string[] WorstFirst = [.. Enum.GetValues<LogSeverity>().Order().Select(s => s.ToString())];

    public async Task<IReadOnlyList<LogTemplate>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await db.LogTemplates.AsNoTracking().OrderByDescending(t => t.LastSeenAt).Take(Most).ToListAsync(cancellationToken);
        return [.. newest.OrderBy(t => t.Id)];
    }

    /// <summary>Those of some programs.</summary>
    public async Task<IReadOnlyList<LogTemplate>> ReadAsync(IReadOnlyCollection<string> programs, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await db.LogTemplates.AsNoTracking().Where(t => programs.Contains(t.Program)).OrderByDescending(t => t.LastSeenAt).Take(Most).ToListAsync(cancellationToken);
        return [.. newest.OrderBy(t => t.Id)];
    }

    /// <summary>Afterwards each has an id.</summary>
    public async Task SaveAsync(IEnumerable<FormRow> rows, CancellationToken cancellationToken)
    {
        foreach (var some in rows.Select(r => (Row: r, Pattern: Short(r.Form.Pattern))).Chunk(AtOnce))
        {
            var renamed = some.Where(r => r.Row.Id != 0 && r.Row.SavedPattern != r.Pattern).ToList();
            if (renamed.Count > 0)
            {
                await RenameAsync(renamed, cancellationToken);
            }

            await AddAsync(some, cancellationToken);
        }
    }

    /// <summary>Of each pair both turned out to be one form: the row of the first goes, with its lines.</summary>
    public async Task MergeAsync(IReadOnlyList<(FormRow Row, FormRow Into)> pairs, CancellationToken cancellationToken)
    {
        foreach (var some in pairs.Where(p => p.Row.Id != 0 && p.Row.Id != p.Into.Id).Chunk(AtOnce))
        {
            var deleted = await DeleteAsync([.. some.Select(p => p.Row.Id)], cancellationToken);
            foreach (var (row, into) in some)
            {
                Inherit(into, deleted.GetValueOrDefault(row.Id));
                row.Id = 0;
            }
        }
    }

    private static string Short(string pattern) => WholeText.First(pattern, LogTemplate.PatternLength);

    private async Task AddAsync((FormRow Row, string Pattern)[] rows, CancellationToken cancellationToken)
    {
        // Patterns that are cut may be the same.
        var forms = rows.GroupBy(r => (r.Row.Form.Program, r.Pattern)).ToList();
        await using var command = databases.Ingest.CreateCommand(
            """
            INSERT INTO log_templates AS t (program, pattern, severity, first_seen_at, first_host_id, last_seen_at, lines)
            SELECT n.program, n.pattern, n.severity, n.first_at, n.host_id, n.last_at, n.lines
            FROM unnest($1, $2, $3, $4, $5, $6, $7) AS n(program, pattern, severity, first_at, host_id, last_at, lines) ORDER BY n.program COLLATE "C", n.pattern COLLATE "C"
            ON CONFLICT (program, pattern) DO UPDATE
            SET lines = t.lines + excluded.lines, last_seen_at = greatest(t.last_seen_at, excluded.last_seen_at),
                severity = ($8::text[])[least(array_position($8, t.severity::text), array_position($8, excluded.severity::text))],
                first_seen_at = least(t.first_seen_at, excluded.first_seen_at),
                first_host_id = CASE WHEN excluded.first_seen_at < t.first_seen_at THEN excluded.first_host_id ELSE t.first_host_id END
            RETURNING id, program, pattern, severity, first_seen_at, first_host_id, last_seen_at, lines
            """);
        Add(
            command, forms.Select(f => f.Key.Program).ToArray(), forms.Select(f => f.Key.Pattern).ToArray(), forms.Select(f => f.Min(r => r.Row.Severity).ToString()).ToArray(),
            forms.Select(f => f.Min(r => r.Row.FirstSeenAt)).ToArray(), forms.Select(f => f.MinBy(r => r.Row.FirstSeenAt).Row.FirstHostId).ToArray(),
            forms.Select(f => f.Max(r => r.Row.LastSeenAt)).ToArray(), forms.Select(f => f.Sum(r => r.Row.Lines)).ToArray(), WorstFirst);
        var saved = (await RowsAsync(command, cancellationToken)).ToDictionary(t => (t.Program, t.Pattern));
        foreach (var (row, pattern) in rows)
        {
            var known = saved[(row.Form.Program, pattern)];
            row.Learn(known);
            (row.Id, row.SavedPattern, row.Lines) = (known.Id, pattern, 0);
        }
    }

    /// <summary>Rows whose pattern another one has already go, and their lines are with the form.</summary>
    private async Task RenameAsync(IReadOnlyList<(FormRow Row, string Pattern)> rows, CancellationToken cancellationToken)
    {
        var done = await TryRenameAsync([.. rows.DistinctBy(r => (r.Row.Form.Program, r.Pattern))], cancellationToken);
        var left = rows.Where(r => !done.Contains(r.Row.Id)).Select(r => r.Row).ToList();
        if (left.Count > 0)
        {
            var deleted = await DeleteAsync([.. left.Select(r => r.Id)], cancellationToken);
            foreach (var row in left)
            {
                Inherit(row, deleted.GetValueOrDefault(row.Id));
                row.Id = 0;
            }
        }
    }

    /// <returns>The ids of those that have their new pattern.</returns>
    private async Task<HashSet<int>> TryRenameAsync(IReadOnlyList<(FormRow Row, string Pattern)> rows, CancellationToken cancellationToken)
    {
        await using var command = databases.Ingest.CreateCommand(
            """
            WITH locked AS MATERIALIZED (SELECT id FROM log_templates WHERE id = ANY($1) ORDER BY program COLLATE "C", pattern COLLATE "C" FOR UPDATE)
            UPDATE log_templates t SET pattern = n.pattern FROM locked JOIN unnest($1, $2, $3) AS n(id, program, pattern) ON n.id = locked.id
            WHERE t.id = locked.id AND NOT EXISTS (SELECT 1 FROM log_templates o WHERE o.program = n.program AND o.pattern = n.pattern AND o.id <> n.id) RETURNING t.id
            """);
        Add(command, rows.Select(r => r.Row.Id).ToArray(), rows.Select(r => r.Row.Form.Program).ToArray(), rows.Select(r => r.Pattern).ToArray());
        try
        {
            var done = new HashSet<int>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                done.Add(reader.GetInt32(0));
            }

            return done;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Another server saved one of them between the look and the write: which one, the halves tell.
            if (rows.Count == 1)
            {
                return [];
            }
        }

        var half = rows.Count / 2;
        return [.. await TryRenameAsync([.. rows.Take(half)], cancellationToken), .. await TryRenameAsync([.. rows.Skip(half)], cancellationToken)];
    }

    private async Task<Dictionary<int, LogTemplate>> DeleteAsync(int[] ids, CancellationToken cancellationToken)
    {
        await using var command = databases.Ingest.CreateCommand(
            """
            WITH locked AS MATERIALIZED (SELECT id FROM log_templates WHERE id = ANY($1) ORDER BY program COLLATE "C", pattern COLLATE "C" FOR UPDATE)
            DELETE FROM log_templates t USING locked WHERE t.id = locked.id RETURNING t.id, t.program, t.pattern, t.severity, t.first_seen_at, t.first_host_id, t.last_seen_at, t.lines
            """);
        Add(command, ids);
        return (await RowsAsync(command, cancellationToken)).ToDictionary(t => t.Id);
    }

    /// <summary>What was known of a row that goes is known of the form.</summary>
    private static void Inherit(FormRow row, LogTemplate? deleted)
    {
        if (deleted is not null)
        {
            row.Lines += deleted.Lines;
            row.Learn(deleted);
        }
    }

    private static async Task<List<LogTemplate>> RowsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var rows = new List<LogTemplate>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new LogTemplate
            {
                Id = reader.GetInt32(0), Program = reader.GetString(1), Pattern = reader.GetString(2), Severity = Enum.Parse<LogSeverity>(reader.GetString(3)),
                FirstSeenAt = reader.GetFieldValue<DateTimeOffset>(4), FirstHostId = reader.GetInt32(5), LastSeenAt = reader.GetFieldValue<DateTimeOffset>(6), Lines = reader.GetInt64(7),
            });
        }

        return rows;
    }

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }
    }
}
