using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Wire;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>Keeps what agents say that their hosts allow: one row a host, the last one counts. It is what people are offered; the agent decides again each time.</summary>
public sealed class HostActionBook(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    private const int Most = 64;
    private const int MostParameters = 50;

    public async Task KeepAsync(int hostId, WireActions told, CancellationToken cancellationToken)
    {
        var actions = told.List.Where(a => RunbookCheck.IsActionName(a.Name)).Take(Most)
            .Select(a => new HostAction(a.Name, Text(a.Kind, 40), Text(a.Text, 200), [.. a.Parameters.Where(RunbookCheck.IsParameter).Take(MostParameters)])).ToList();
        var (problem, json, now) = (Text(told.Problem ?? "", 500), RunbookJson.Write(actions), time.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO host_actions (host_id, at, problem, actions) VALUES ({hostId}, {now}, {problem}, {json}::jsonb)
            ON CONFLICT (host_id) DO UPDATE SET at = excluded.at, problem = excluded.problem, actions = excluded.actions
            """, cancellationToken);
    }

    private static string Text(string text, int most) => WholeText.First(LogCleaner.Clean(text, Math.Max(most, 80), out _), most);
}
