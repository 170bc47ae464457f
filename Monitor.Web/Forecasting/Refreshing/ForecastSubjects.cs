using Microsoft.Extensions.Options;
using Monitor.Domain.Forecasting;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>Keeps the list of what is to be forecast in line with the settings, the rules and the hosts that there are.</summary>
public sealed class ForecastSubjects(Databases databases, IOptions<ForecastingOptions> options, TimeProvider time)
{
    /// <summary>A series has its first forecast so long after it was first seen.</summary>
    public static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);
    private const int Slice = 5_000;
    private long? _at;

    /// <summary>At most once a minute; more often only changes nothing.</summary>
    public async Task AlignAsync(CancellationToken cancellationToken)
    {
        if (_at is { } at && time.GetElapsedTime(at) < Between)
        {
            return;
        }

        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        var near = options.Value.NearMetrics.ToArray();
        string[] metrics = [.. options.Value.Metrics.Union(await OfRulesAsync(connection, cancellationToken))];
        await RemoveAsync(connection, [ForecastGrid.Near], near, cancellationToken);
        await AddAsync(connection, [ForecastGrid.Near], near, cancellationToken);
        ForecastGrid[] far = [ForecastGrid.Short, ForecastGrid.Day, ForecastGrid.Week];
        await RemoveAsync(connection, far, metrics, cancellationToken);
        await AddAsync(connection, far, metrics, cancellationToken);
        _at = time.GetTimestamp();
    }

    /// <summary>What a rule wants to know before it happens; also one that is off for the fleet and on for a group or a host.</summary>
    private static async Task<List<string>> OfRulesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT DISTINCT c ->> 'metric' FROM rules r CROSS JOIN LATERAL jsonb_array_elements(r.definition -> 'conditions') AS c
            WHERE (r.enabled OR EXISTS (SELECT FROM rule_overrides o WHERE o.rule_id = r.id AND o.enabled)) AND r.deleted_at IS NULL AND jsonb_typeof(r.definition -> 'predicted') = 'object' AND c ? 'metric'
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var metrics = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            metrics.Add(reader.GetString(0));
        }

        return metrics;
    }

    /// <summary>In slices: what is new on the first day of a large fleet would take longer than a statement may.</summary>
    private async Task AddAsync(NpgsqlConnection connection, ForecastGrid[] grids, string[] metrics, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO forecast_tasks (series_id, grid, stream_id, due_at, state, graded_until)
            SELECT s.id, g, s.stream_id, s.created_at + $3, 'Learning', $4
            FROM series s JOIN streams t ON t.id = s.stream_id JOIN hosts h ON h.id = t.host_id CROSS JOIN unnest($1) AS g
            WHERE s.metric = ANY($2) AND h.retired_at IS NULL AND NOT EXISTS (SELECT FROM forecast_tasks k WHERE k.series_id = s.id AND k.grid = g)
            LIMIT $5 ON CONFLICT DO NOTHING
            """, connection);
        command.Parameters.AddWithValue(grids.Select(g => (short)g).ToArray());
        command.Parameters.AddWithValue(metrics);
        command.Parameters.AddWithValue(FirstAfter);
        command.Parameters.AddWithValue(time.GetUtcNow());
        command.Parameters.AddWithValue(Slice);
        await UntilDoneAsync(command, cancellationToken);
    }

    private static async Task RemoveAsync(NpgsqlConnection connection, ForecastGrid[] grids, string[] metrics, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            DELETE FROM forecast_tasks WHERE (series_id, grid) IN
            (SELECT k.series_id, k.grid FROM forecast_tasks k JOIN series s ON s.id = k.series_id JOIN streams t ON t.id = s.stream_id JOIN hosts h ON h.id = t.host_id
             WHERE k.grid = ANY($1) AND (h.retired_at IS NOT NULL OR s.metric <> ALL($2)) LIMIT $3)
            """, connection);
        command.Parameters.AddWithValue(grids.Select(g => (short)g).ToArray());
        command.Parameters.AddWithValue(metrics);
        command.Parameters.AddWithValue(Slice);
        await UntilDoneAsync(command, cancellationToken);
    }

    /// <summary>A slice that another server filled meanwhile is short too, and done with the next minute.</summary>
    private static async Task UntilDoneAsync(NpgsqlCommand slice, CancellationToken cancellationToken)
    {
        while (await slice.ExecuteNonQueryAsync(cancellationToken) == Slice)
        {
        }
    }
}
