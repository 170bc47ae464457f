using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Logs.Records;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Web.Logs.Mining;

/// <summary>The table <c>log_templates</c>. Several servers write it: a form that another one saved under the same pattern is the same form.</summary>
internal sealed class LogTemplateStore(IDbContextFactory<MonitorDb> contexts, Databases databases)
{
    /// <summary>Of the forms that are longest unseen, those beyond it are not gone on with.</summary>
    private const int Most = 100_000;

    public async Task<IReadOnlyList<LogTemplate>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await db.LogTemplates.AsNoTracking().OrderByDescending(t => t.LastSeenAt).Take(Most).ToListAsync(cancellationToken);
        return [.. newest.OrderBy(t => t.Id)];
    }

    public async Task SaveAsync(FormRow row, CancellationToken cancellationToken)
    {
        var (pattern, lines) = (Short(row.Form.Pattern), row.Lines);
        if (row.Id != 0 && row.SavedPattern != pattern && !await RenameAsync(row, pattern, cancellationToken))
        {
            row.Id = 0;
        }

        await using var command = databases.Ingest.CreateCommand(
            """
            INSERT INTO log_templates AS t (program, pattern, severity, first_seen_at, first_host_id, last_seen_at, lines) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (program, pattern) DO UPDATE SET lines = t.lines + excluded.lines, last_seen_at = greatest(t.last_seen_at, excluded.last_seen_at), severity = $3
            RETURNING id
            """);
        Add(command, row.Form.Program, pattern, row.Severity.ToString(), row.FirstSeenAt, row.FirstHostId, row.LastSeenAt, lines);
        row.Id = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        (row.SavedPattern, row.Lines) = (pattern, row.Lines - lines);
    }

    /// <summary>Both turned out to be one form: the row of the first goes, with its lines.</summary>
    public async Task MergeAsync(FormRow row, FormRow into, CancellationToken cancellationToken)
    {
        await using var command = databases.Ingest.CreateCommand("DELETE FROM log_templates WHERE id = $1 AND id <> $2 RETURNING lines");
        Add(command, row.Id, into.Id);
        into.Lines += await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
        row.Id = 0;
    }

    private static string Short(string pattern) => pattern.Length <= LogTemplate.PatternLength ? pattern : pattern[..LogTemplate.PatternLength];

    /// <returns>False where another row has the pattern already; the own one is gone then, and its lines are with the form.</returns>
    private async Task<bool> RenameAsync(FormRow row, string pattern, CancellationToken cancellationToken)
    {
        await using var rename = databases.Ingest.CreateCommand(
            "UPDATE log_templates SET pattern = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM log_templates o WHERE o.program = $3 AND o.pattern = $2 AND o.id <> $1)");
        Add(rename, row.Id, pattern, row.Form.Program);
        try
        {
            if (await rename.ExecuteNonQueryAsync(cancellationToken) == 1)
            {
                return true;
            }
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Another server saved it between the look and the write.
        }

        await using var delete = databases.Ingest.CreateCommand("DELETE FROM log_templates WHERE id = $1 RETURNING lines");
        Add(delete, row.Id);
        row.Lines += await delete.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
        return false;
    }

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }
    }
}
