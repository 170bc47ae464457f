using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Monitor.Data.Sql;

/// <summary>
/// Forecasts as they were made, in partitions by how long they are kept (those that only wait to be graded: by the hour or the day, dropped a little later; one
/// in so many for longer) and their grades, added up by day, in a partition for each week.
/// </summary>
[DbContext(typeof(MonitorDb))]
[Migration("20261127100000_ForecastTables")]
internal sealed class ForecastTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            CREATE TABLE forecasts (
                id bigint GENERATED ALWAYS AS IDENTITY,
                series_id integer NOT NULL,
                grid smallint NOT NULL,
                tier smallint NOT NULL,
                model text NOT NULL,
                model_run_id integer,
                is_challenger boolean NOT NULL,
                issued_at timestamptz NOT NULL,
                starts_at timestamptz NOT NULL,
                step_seconds integer NOT NULL,
                steps integer NOT NULL,
                packed bytea NOT NULL,
                PRIMARY KEY (series_id, grid, starts_at, model, tier)
            ) PARTITION BY LIST (tier);
            CREATE INDEX ix_forecasts_id ON forecasts (id);
            COMMENT ON COLUMN forecasts.tier IS 'the grid while it waits to be graded (0 near, 1 short, 2 day, 3 week), 9: kept';
            CREATE TABLE forecasts_near PARTITION OF forecasts FOR VALUES IN (0) PARTITION BY RANGE (starts_at);
            CREATE TABLE forecasts_short PARTITION OF forecasts FOR VALUES IN (1) PARTITION BY RANGE (starts_at);
            CREATE TABLE forecasts_day PARTITION OF forecasts FOR VALUES IN (2) PARTITION BY RANGE (starts_at);
            CREATE TABLE forecasts_week PARTITION OF forecasts FOR VALUES IN (3) PARTITION BY RANGE (starts_at);
            CREATE TABLE forecasts_kept PARTITION OF forecasts FOR VALUES IN (9) PARTITION BY RANGE (starts_at);

            CREATE TABLE forecast_scores (
                series_id integer NOT NULL,
                horizon smallint NOT NULL,
                model text NOT NULL,
                day date NOT NULL,
                forecasts integer NOT NULL,
                count integer NOT NULL,
                absolute_error double precision NOT NULL,
                pinball double precision NOT NULL,
                in80 integer NOT NULL,
                in95 integer NOT NULL,
                naive_error double precision NOT NULL,
                seasonal_error double precision NOT NULL,
                seasonal_count integer NOT NULL,
                error_beside_seasonal double precision NOT NULL,
                PRIMARY KEY (series_id, horizon, model, day)
            ) PARTITION BY RANGE (day);

            CREATE OR REPLACE FUNCTION ensure_partition(parent text, start timestamptz) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
            DECLARE
                unit text := CASE parent
                    WHEN 'hot_ticks' THEN 'hour' WHEN 'process_ticks' THEN 'day'
                    WHEN 'chunks_hours' THEN 'day' WHEN 'chunks_days' THEN 'day' WHEN 'rollups_hour_minutes' THEN 'day'
                    WHEN 'decisions' THEN 'day'
                    WHEN 'forecasts_near' THEN 'hour' WHEN 'forecasts_short' THEN 'hour' WHEN 'forecasts_day' THEN 'day'
                    WHEN 'forecasts_week' THEN 'day' WHEN 'forecasts_kept' THEN 'day' WHEN 'forecast_scores' THEN 'week'
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
                        'forecasts_near', 'forecasts_short', 'forecasts_day', 'forecasts_week', 'forecasts_kept', 'forecast_scores')
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
            DROP TABLE forecast_scores;
            DROP TABLE forecasts;
            """);
    }
}
