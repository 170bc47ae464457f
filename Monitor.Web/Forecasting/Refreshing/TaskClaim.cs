using Monitor.Domain.Forecasting;
using Npgsql;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>What is to be done for one series, with the models that were chosen for it.</summary>
internal sealed record ClaimedTask(
    int SeriesId, DateTimeOffset DueAt, DateTimeOffset? LatestStartsAt, DateTimeOffset GradedUntil, string? Champion, int? ChampionRunId, string? Challenger, int? ChallengerRunId);

/// <summary>
/// Takes what is due, longest due first, for the length of the caller's transaction: the locked rows are the claim, so that two servers never do the same
/// work, and a server that dies has claimed nothing.
/// </summary>
internal static class TaskClaim
{
    /// <summary>As many series as are read at once.</summary>
    public const int Most = 200;

    /// <summary>What is due much later than it can be was planned by a clock that has been set back since.</summary>
    private const int IntervalsAhead = 2;

    public static async Task<List<ClaimedTask>> TakeAsync(
        NpgsqlConnection connection, GridShape shape, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH due AS (
                SELECT series_id, grid FROM forecast_tasks WHERE grid = $1 AND (due_at <= $2 OR due_at > $3)
                ORDER BY due_at, series_id LIMIT $4 FOR UPDATE SKIP LOCKED)
            SELECT t.series_id, t.due_at, t.latest_starts_at, t.graded_until, c.champion, c.champion_run_id, c.challenger, c.challenger_run_id
            FROM due JOIN forecast_tasks t USING (series_id, grid) LEFT JOIN model_choices c USING (series_id, grid)
            """, connection);
        command.Parameters.AddWithValue((short)shape.Grid);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + (shape.Every * IntervalsAhead) + ForecastSubjects.FirstAfter);
        command.Parameters.AddWithValue(Math.Min(most, Most));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tasks = new List<ClaimedTask>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tasks.Add(new ClaimedTask(
                reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1), Time(reader, 2), reader.GetFieldValue<DateTimeOffset>(3),
                reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetInt32(5),
                reader.IsDBNull(6) ? null : reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetInt32(7)));
        }

        return tasks;
    }

    /// <summary>How many are due, and since when the one that waits longest.</summary>
    public static async Task<(long Waiting, TimeSpan Behind)> WaitingAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT count(*), min(due_at) FROM forecast_tasks WHERE due_at <= $1 AND due_at > $2");
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(ForecastAsked.At);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), Time(reader, 1) is { } oldest ? now - oldest : TimeSpan.Zero);
    }

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

/// <summary>What a person asked for is due before everything else.</summary>
internal static class ForecastAsked
{
    public static DateTimeOffset At { get; } = DateTimeOffset.UnixEpoch;
}
