using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Monitor.Data.Sql;

/// <summary>
/// The traces of what the ledger decided, in a partition for each day; and what is open when the product is updated takes up the new ledger: it was
/// told when it began, and the bell goes on showing it.
/// </summary>
[DbContext(typeof(MonitorDb))]
[Migration("20261121000200_DecisionTables")]
internal sealed class DecisionTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            CREATE TABLE decisions (
                id bigint GENERATED ALWAYS AS IDENTITY,
                at timestamptz NOT NULL,
                host_id integer NOT NULL,
                rule_id integer NOT NULL,
                rule_version integer NOT NULL,
                fingerprint text NOT NULL,
                problem_id integer,
                kind text NOT NULL,
                value double precision,
                "limit" double precision,
                text text NOT NULL,
                chain jsonb NOT NULL,
                PRIMARY KEY (id, at)
            ) PARTITION BY RANGE (at);
            CREATE INDEX ix_decisions_host_id_at ON decisions (host_id, at);
            CREATE INDEX ix_decisions_problem_id ON decisions (problem_id);

            UPDATE problems SET
                opened_at = firing_at,
                ledger = CASE
                    WHEN ended_at IS NOT NULL THEN jsonb_build_object('phase', 'Ended', 'severity', severity, 'endedAt', ended_at)
                    WHEN is_held_back THEN jsonb_build_object('phase', phase, 'severity', severity, 'isHeldBack', true, 'held', jsonb_build_array('Began'))
                    ELSE jsonb_build_object('phase', phase, 'severity', severity, 'isTold', true, 'toldSeverity', severity, 'noticeAt', firing_at)
                END;
            INSERT INTO outbox (kind, key, payload, created_at, problem_id)
            SELECT 'notice', 'notice/' || p.id,
                jsonb_build_object('Kind', 'Began', 'Severity', p.severity, 'Text', h.name || ': ' || p.summary, 'Reason', NULL), p.firing_at, p.id
            FROM problems p JOIN hosts h ON h.id = p.host_id
            WHERE NOT p.is_held_back;

            CREATE OR REPLACE FUNCTION ensure_partition(parent text, start timestamptz) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            DECLARE
                unit text := CASE parent
                    WHEN 'hot_ticks' THEN 'hour' WHEN 'process_ticks' THEN 'day'
                    WHEN 'chunks_hours' THEN 'day' WHEN 'chunks_days' THEN 'day' WHEN 'rollups_hour_minutes' THEN 'day'
                    WHEN 'decisions' THEN 'day'
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
                        'rollups_hour_minutes', 'rollups_day_minutes', 'rollups_day_hours', 'decisions')
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
            DELETE FROM outbox WHERE kind = 'notice';
            DROP TABLE decisions;
            """);
    }
}
