using Microsoft.EntityFrameworkCore;
using Monitor.Data;
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

    public async Task<IReadOnlyList<LogTemplate>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await db.LogTemplates.AsNoTracking().OrderByDescending(t => t.LastSeenAt).Take(Most).ToListAsync(cancellationToken);
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
            var lines = await DeleteAsync([.. some.Select(p => p.Row.Id)], cancellationToken);
            foreach (var (row, into) in some)
            {
                into.Lines += lines.GetValueOrDefault(row.Id);
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
            SET lines = t.lines + excluded.lines, last_seen_at = greatest(t.last_seen_at, excluded.last_seen_at), severity = excluded.severity
            RETURNING id, program, pattern
            """);
        Add(
            command, forms.Select(f => f.Key.Program).ToArray(), forms.Select(f => f.Key.Pattern).ToArray(), forms.Select(f => f.Min(r => r.Row.Severity).ToString()).ToArray(),
            forms.Select(f => f.Min(r => r.Row.FirstSeenAt)).ToArray(), forms.Select(f => f.MinBy(r => r.Row.FirstSeenAt).Row.FirstHostId).ToArray(),
            forms.Select(f => f.Max(r => r.Row.LastSeenAt)).ToArray(), forms.Select(f => f.Sum(r => r.Row.Lines)).ToArray());
        var ids = new Dictionary<(string, string), int>(forms.Count);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                ids[(reader.GetString(1), reader.GetString(2))] = reader.GetInt32(0);
            }
        }

        foreach (var (row, pattern) in rows)
        {
            (row.Id, row.SavedPattern, row.Lines) = (ids[(row.Form.Program, pattern)], pattern, 0);
        }
    }

    /// <summary>Rows whose pattern another one has already go, and their lines are with the form.</summary>
    private async Task RenameAsync(IReadOnlyList<(FormRow Row, string Pattern)> rows, CancellationToken cancellationToken)
    {
        var done = await TryRenameAsync([.. rows.DistinctBy(r => (r.Row.Form.Program, r.Pattern))], cancellationToken);
        var left = rows.Where(r => !done.Contains(r.Row.Id)).Select(r => r.Row).ToList();
        if (left.Count > 0)
        {
            var lines = await DeleteAsync([.. left.Select(r => r.Id)], cancellationToken);
            foreach (var row in left)
            {
                row.Lines += lines.GetValueOrDefault(row.Id);
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

    private async Task<Dictionary<int, long>> DeleteAsync(int[] ids, CancellationToken cancellationToken)
    {
        await using var command = databases.Ingest.CreateCommand(
            """
            WITH locked AS MATERIALIZED (SELECT id FROM log_templates WHERE id = ANY($1) ORDER BY program COLLATE "C", pattern COLLATE "C" FOR UPDATE)
            DELETE FROM log_templates t USING locked WHERE t.id = locked.id RETURNING t.id, t.lines
            """);
        Add(command, ids);
        var lines = new Dictionary<int, long>(ids.Length);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            lines[reader.GetInt32(0)] = reader.GetInt64(1);
        }

        return lines;
    }

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }
    }
}
