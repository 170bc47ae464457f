using Monitor.Tests.Support;
using Npgsql;

namespace Monitor.Tests.Metrics;

/// <summary>Makes reading the samples of yesterday take as long as a test wants, and what comes in now stays as fast as it is.</summary>
internal static class OldSamples
{
    /// <summary>Until it is disposed of.</summary>
    public static async Task<IAsyncDisposable> LockAsync(TestApplication application)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(application.Database.OwnerConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            BEGIN;
            DO $$
            DECLARE name text;
            BEGIN
                FOR name IN
                    SELECT c.relname FROM pg_class c
                    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND (c.relname IN ('late_ticks', 'chunks', 'rollups')
                        OR (c.relname ~ '^hot_ticks_[0-9]{10}$' AND right(c.relname, 10) < to_char(now() AT TIME ZONE 'UTC' - interval '12 hours', 'YYYYMMDDHH24'))
                        OR (c.relname ~ '^(chunks|rollups)_'))
                LOOP
                    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', name);
                END LOOP;
            END $$;
            """, connection);
        while (true)
        {
            try
            {
                await command.ExecuteNonQueryAsync();
                return connection;
            }
            catch (PostgresException deadlock) when (deadlock.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                // A job of the application takes them in another order; it is done soon.
                await using var back = new NpgsqlCommand("ROLLBACK", connection);
                await back.ExecuteNonQueryAsync();
            }
        }
    }

    /// <summary>How many statements of the application wait for it.</summary>
    public static async Task<long> WaitingAsync(TestApplication application) => await application.Database.ScalarAsync<long>(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('monitor-ui', 'monitor-history') AND wait_event_type = 'Lock'");
}
