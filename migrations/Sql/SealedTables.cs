using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Monitor.Data.Sql;

/// <summary>
/// What is sealed: chunks of samples by the hour and, once the day is over, by the day; roll-ups of the same periods. Each in partitions that are dropped
/// whole, when their rows went into the next larger period or are past their retention. Payloads are compressed already and stored aside as they are, so that
/// one series can be read out of the middle.
/// </summary>
[DbContext(typeof(MonitorDb))]
[Migration("20261121000100_SealedTables")]
internal sealed class SealedTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            CREATE TABLE chunks (
                stream_id integer NOT NULL,
                hours smallint NOT NULL,
                start timestamptz NOT NULL,
                ticks integer NOT NULL,
                samples bigint NOT NULL,
                offsets integer[] NOT NULL,
                payload bytea NOT NULL,
                PRIMARY KEY (stream_id, hours, start)
            ) PARTITION BY LIST (hours);
            ALTER TABLE chunks ALTER payload SET STORAGE EXTERNAL;
            CREATE TABLE chunks_hours PARTITION OF chunks FOR VALUES IN (1) PARTITION BY RANGE (start);
            CREATE TABLE chunks_days PARTITION OF chunks FOR VALUES IN (24) PARTITION BY RANGE (start);

            CREATE TABLE rollups (
                stream_id integer NOT NULL,
                tier smallint NOT NULL,
                start timestamptz NOT NULL,
                offsets integer[] NOT NULL,
                payload bytea NOT NULL,
                PRIMARY KEY (stream_id, tier, start)
            ) PARTITION BY LIST (tier);
            COMMENT ON COLUMN rollups.tier IS '1: an hour by the minute, 2: a day by the minute, 3: a day by the hour';
            ALTER TABLE rollups ALTER payload SET STORAGE EXTERNAL;
            CREATE TABLE rollups_hour_minutes PARTITION OF rollups FOR VALUES IN (1) PARTITION BY RANGE (start);
            CREATE TABLE rollups_day_minutes PARTITION OF rollups FOR VALUES IN (2) PARTITION BY RANGE (start);
            CREATE TABLE rollups_day_hours PARTITION OF rollups FOR VALUES IN (3) PARTITION BY RANGE (start);

            CREATE OR REPLACE FUNCTION ensure_partition(parent text, start timestamptz) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            DECLARE
                unit text := CASE parent
                    WHEN 'hot_ticks' THEN 'hour' WHEN 'process_ticks' THEN 'day'
                    WHEN 'chunks_hours' THEN 'day' WHEN 'chunks_days' THEN 'day' WHEN 'rollups_hour_minutes' THEN 'day'
                    WHEN 'rollups_day_minutes' THEN 'week' WHEN 'rollups_day_hours' THEN 'month' END;
                first timestamptz;
                name text;
            BEGIN
                IF unit IS NULL THEN
                    RAISE EXCEPTION 'ensure_partition: % is not a partitioned sample table', parent;
                END IF;
                first := date_trunc(unit, start, 'UTC');
                name := parent || '_' || to_char(first AT TIME ZONE 'UTC', CASE unit WHEN 'hour' THEN 'YYYYMMDDHH24' ELSE 'YYYYMMDD' END);
                IF to_regclass('public.' || name) IS NULL THEN
                    PERFORM pg_advisory_xact_lock(hashtext('monitor.partition'));
                    EXECUTE format('CREATE TABLE IF NOT EXISTS public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                        name, parent, first, ((first AT TIME ZONE 'UTC') + ('1 ' || unit)::interval) AT TIME ZONE 'UTC');
                END IF;
            END $$;

            CREATE OR REPLACE FUNCTION drop_partition(parent text, name text) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            BEGIN
                IF parent NOT IN ('hot_ticks', 'process_ticks', 'chunks_hours', 'chunks_days',
                        'rollups_hour_minutes', 'rollups_day_minutes', 'rollups_day_hours')
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
            DROP TABLE rollups;
            DROP TABLE chunks;
            """);
    }
}
