using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Microsoft.Extensions.Options;

namespace Monitor.Web.RootCause;

/// <summary>Gives every problem that opened its turn. Where too many wait, the least urgent and oldest are left out, and say so.</summary>
internal sealed class CauseQueue(IDbContextFactory<MonitorDb> contexts, IOptions<RootCauseOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Youngest = TimeSpan.FromHours(1);
    private const int AtOnce = 1_000;

    public async Task FillAsync(CancellationToken cancellationToken)
    {
        var (now, since, most) = (time.GetUtcNow(), time.GetUtcNow() - Youngest, options.Value.MostWaiting);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // One that was predicted fires hours after it was written down.
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO cause_turns (problem_id, opened_at, due_at, urgency, runs, is_skipped)
            SELECT p.id, p.began, {now}, CASE p.severity WHEN 'Critical' THEN 2 WHEN 'Warning' THEN 1 ELSE 0 END, 0, false
            FROM (SELECT id, severity, greatest(opened_at, firing_at) AS began FROM problems WHERE ended_at IS NULL AND phase IN ('Firing', 'Clearing')) p
            WHERE p.began > {since} AND NOT EXISTS (SELECT 1 FROM cause_turns t WHERE t.problem_id = p.id AND t.opened_at = p.began)
            ORDER BY p.began DESC, p.id LIMIT {AtOnce}
            ON CONFLICT (problem_id) DO UPDATE SET opened_at = excluded.opened_at, due_at = excluded.due_at, urgency = excluded.urgency, is_skipped = false, told_key = NULL
                WHERE cause_turns.opened_at <> excluded.opened_at
            """, cancellationToken);

        // One that ended is looked at once more, now, while all of it can still be read; one that somebody may be looking at, when that is over.
        await db.Database.ExecuteSqlAsync($"""
            UPDATE cause_turns SET due_at = {now} WHERE problem_id IN
                (SELECT t.problem_id FROM cause_turns t JOIN problems p ON p.id = t.problem_id WHERE t.due_at > {now + CauseAnalysis.Lease} AND p.ended_at IS NOT NULL FOR UPDATE OF t SKIP LOCKED)
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            UPDATE cause_turns SET due_at = NULL, is_skipped = (runs = 0) WHERE problem_id IN
                (SELECT problem_id FROM cause_turns WHERE due_at <= {now} ORDER BY urgency DESC, opened_at DESC, problem_id OFFSET {most} FOR UPDATE SKIP LOCKED)
            """, cancellationToken);
    }
}
