using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Monitor.Data.Sql;

/// <summary>
/// The tables that EF does not map: one packed row per stream and tick, the busiest processes per host and 10 s, both partitioned by time.
/// Partitions come and go only through the two functions, which belong to the owner and check what they are asked for, so that the
/// application's own role needs no right to create or drop tables.
/// </summary>
[DbContext(typeof(MonitorDb))]
[Migration("20261121000000_SampleTables")]
internal sealed class SampleTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            CREATE TABLE hot_ticks (
                stream_id integer NOT NULL,
                ts timestamptz NOT NULL,
                v bytea NOT NULL,
                PRIMARY KEY (stream_id, ts)
            ) PARTITION BY RANGE (ts);

            CREATE TABLE late_ticks (
                stream_id integer NOT NULL,
                ts timestamptz NOT NULL,
                v bytea NOT NULL,
                PRIMARY KEY (stream_id, ts)
            );

            CREATE TABLE process_ticks (
                host_id integer NOT NULL,
                ts timestamptz NOT NULL,
                top bytea NOT NULL,
                PRIMARY KEY (host_id, ts)
            ) PARTITION BY RANGE (ts);

            CREATE FUNCTION ensure_partition(parent text, start timestamptz) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            DECLARE
                unit text := CASE parent WHEN 'hot_ticks' THEN 'hour' WHEN 'process_ticks' THEN 'day' END;
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
                        name, parent, first, first + ('1 ' || unit)::interval);
                END IF;
            END $$;

            CREATE FUNCTION drop_partition(parent text, name text) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            BEGIN
                IF parent NOT IN ('hot_ticks', 'process_ticks') OR name !~ ('^' || parent || '_[0-9]{8,10}$') THEN
                    RAISE EXCEPTION 'drop_partition: % is not a partition of a sample table', name;
                END IF;
                EXECUTE format('DROP TABLE IF EXISTS public.%I', name);
            END $$;

            REVOKE ALL ON FUNCTION ensure_partition(text, timestamptz) FROM PUBLIC;
            REVOKE ALL ON FUNCTION drop_partition(text, text) FROM PUBLIC;
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            DROP FUNCTION drop_partition(text, text);
            DROP FUNCTION ensure_partition(text, timestamptz);
            DROP TABLE process_ticks;
            DROP TABLE late_ticks;
            DROP TABLE hot_ticks;
            """);
    }
}
