using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Monitor.Data.Sql;

/// <summary>
/// Lines of logs. As they come: a row for each batch of a host, in partitions by the hour of arrival. Sealed: chunks of the lines of a host, none over midnight,
/// in partitions by how long they are kept and the time of the lines. All payloads are compressed already and stored as they are.
/// </summary>
[DbContext(typeof(MonitorDb))]
[Migration("20261128010000_LogTables")]
internal sealed class LogTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            CREATE TABLE log_hot (
                id bigint GENERATED ALWAYS AS IDENTITY,
                host_id integer NOT NULL,
                retention smallint NOT NULL,
                arrived timestamptz NOT NULL,
                first timestamptz NOT NULL,
                last timestamptz NOT NULL,
                lines integer NOT NULL,
                payload bytea NOT NULL,
                PRIMARY KEY (host_id, id, arrived)
            ) PARTITION BY RANGE (arrived);
            ALTER TABLE log_hot ALTER payload SET STORAGE EXTERNAL;
            COMMENT ON COLUMN log_hot.retention IS '0: Retention:Logs, 1: Retention:SecurityLogs';
            COMMENT ON COLUMN log_hot.id IS 'a line has the number id * 65536 + its place in the payload';

            CREATE TABLE log_chunks (
                retention smallint NOT NULL,
                host_id integer NOT NULL,
                start timestamptz NOT NULL,
                part bigint NOT NULL,
                first timestamptz NOT NULL,
                last timestamptz NOT NULL,
                lines integer NOT NULL,
                sources integer[] NOT NULL,
                worst smallint NOT NULL,
                marks integer NOT NULL,
                counts bytea NOT NULL,
                filter bytea NOT NULL,
                payload bytea NOT NULL,
                PRIMARY KEY (host_id, start, part, retention)
            ) PARTITION BY LIST (retention);
            ALTER TABLE log_chunks ALTER counts SET STORAGE EXTERNAL, ALTER filter SET STORAGE EXTERNAL, ALTER payload SET STORAGE EXTERNAL;
            COMMENT ON COLUMN log_chunks.start IS 'of the hour or, once merged, the day of its lines';
            COMMENT ON COLUMN log_chunks.part IS 'the smallest number of a line in it';
            CREATE TABLE log_chunks_plain PARTITION OF log_chunks FOR VALUES IN (0) PARTITION BY RANGE (start);
            CREATE TABLE log_chunks_security PARTITION OF log_chunks FOR VALUES IN (1) PARTITION BY RANGE (start);

            CREATE OR REPLACE FUNCTION ensure_partition(parent text, start timestamptz) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
            DECLARE
                unit text := CASE parent
                    WHEN 'hot_ticks' THEN 'hour' WHEN 'process_ticks' THEN 'day'
                    WHEN 'chunks_hours' THEN 'day' WHEN 'chunks_days' THEN 'day' WHEN 'rollups_hour_minutes' THEN 'day'
                    WHEN 'decisions' THEN 'day'
                    WHEN 'forecasts_near' THEN 'hour' WHEN 'forecasts_short' THEN 'hour' WHEN 'forecasts_day' THEN 'day'
                    WHEN 'forecasts_week' THEN 'day' WHEN 'forecasts_kept' THEN 'day' WHEN 'forecast_scores' THEN 'week'
                    WHEN 'log_hot' THEN 'hour' WHEN 'log_chunks_plain' THEN 'day' WHEN 'log_chunks_security' THEN 'week'
                    WHEN 'rollups_day_minutes' THEN 'week' WHEN 'rollups_day_hours' THEN 'month' END;
                first timestamptz;
                name text;
            BEGIN
                IF unit IS NULL THEN
                    RAISE EXCEPTION 'ensure_partition: % is not a partitioned sample table', parent;
                END IF;
                first := date_trunc(unit, start, 'UTC');
                name := parent || '_' || to_char(first, CASE unit WHEN 'hour' THEN 'YYYYMMDDHH24' ELSE 'YYYYMMDD' END);
                IF to_regclass('public.' || name) IS NULL THEN
                    PERFORM pg_advisory_xact_lock(hashtext('monitor.partition'));
                    EXECUTE format('CREATE TABLE IF NOT EXISTS public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                        name, parent, first, first + ('1 ' || unit)::interval);
                END IF;
            END $$;

            CREATE OR REPLACE FUNCTION drop_partition(parent text, name text) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            BEGIN
                IF parent NOT IN ('hot_ticks', 'process_ticks', 'chunks_hours', 'chunks_days',
                        'rollups_hour_minutes', 'rollups_day_minutes', 'rollups_day_hours', 'decisions',
                        'forecasts_near', 'forecasts_short', 'forecasts_day', 'forecasts_week', 'forecasts_kept', 'forecast_scores',
                        'log_hot', 'log_chunks_plain', 'log_chunks_security')
                    OR name !~ ('^' || parent || '_[0-9]{8,10}$') THEN
                    RAISE EXCEPTION 'drop_partition: % is not a partition of a sample table', name;
                END IF;
                EXECUTE format('DROP TABLE IF EXISTS public.%I', name);
            END $$;
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            DROP TABLE log_chunks;
            DROP TABLE log_hot;
            """);
    }
}
