namespace Monitor.Web.Tickets.Reports;

/// <summary>
/// What the database counts of the tickets in <c>t</c>, which is a query of its own in front of each statement (<see cref="ReportReader"/>). Fixed texts: every
/// value is a parameter.
/// </summary>
internal static class ReportStatements
{
    /// <summary>The columns of <c>t</c>, in the order in which the query gives them.</summary>
    public const string Columns = "id, created_at, resolved_at, first_responded_at, reopened_count, category_id, team_id, host_id";

    /// <summary>How often tickets were created and solved in each step; step 0 is what was before the first.</summary>
    public const string Steps =
        """
        SELECT e.step, count(*) FILTER (WHERE e.is_created)::int, count(*) FILTER (WHERE NOT e.is_created)::int
        FROM (
            SELECT width_bucket(created_at, @report_edges) AS step, true AS is_created FROM t
            UNION ALL
            SELECT width_bucket(resolved_at, @report_edges), false FROM t WHERE resolved_at IS NOT NULL) e
        GROUP BY e.step
        """;

    /// <summary>Kept and late promises, clock by clock.</summary>
    public const string Promises =
        Decided +
        """
        SELECT clock, count(*) FILTER (WHERE NOT is_late)::int, count(*) FILTER (WHERE is_late)::int FROM decided GROUP BY clock
        """;

    /// <summary>All tickets together (kind 7), by category (3), by team (5) and by host (6), each of the three with its busiest lines alone.</summary>
    public const string Numbers =
        Decided +
        """
        , promised AS (
            SELECT ticket_id, count(*) FILTER (WHERE NOT is_late) AS kept, count(*) FILTER (WHERE is_late) AS late FROM decided GROUP BY ticket_id),
        flagged AS (
            SELECT t.category_id, t.team_id, t.host_id, t.reopened_count, p.kept, p.late,
                t.created_at >= @report_from AS is_created,
                t.resolved_at IS NOT NULL AND t.resolved_at >= @report_from AND t.resolved_at < @report_to AS is_solved,
                t.resolved_at IS NULL OR t.resolved_at >= @report_to AS is_open,
                t.first_responded_at IS NOT NULL AND t.first_responded_at >= @report_from AND t.first_responded_at < @report_to AS is_answered,
                extract(epoch FROM t.first_responded_at - t.created_at)::float8 AS response,
                extract(epoch FROM t.resolved_at - t.created_at)::float8 AS resolution
            FROM t LEFT JOIN promised p ON p.ticket_id = t.id),
        grouped AS (
            SELECT GROUPING(category_id, team_id, host_id) AS kind, coalesce(category_id, team_id, host_id) AS id,
                count(*) FILTER (WHERE is_created) AS created, count(*) FILTER (WHERE is_solved) AS solved, count(*) FILTER (WHERE is_open) AS open,
                count(*) FILTER (WHERE is_solved AND reopened_count > 0) AS reopened, count(*) FILTER (WHERE is_answered) AS answered,
                coalesce(sum(kept), 0) AS kept, coalesce(sum(late), 0) AS late,
                percentile_cont('{0.5,0.9}'::float8[]) WITHIN GROUP (ORDER BY response) FILTER (WHERE is_answered) AS response,
                percentile_cont('{0.5,0.9}'::float8[]) WITHIN GROUP (ORDER BY resolution) FILTER (WHERE is_solved) AS resolution
            FROM flagged GROUP BY GROUPING SETS ((), (category_id), (team_id), (host_id))),
        ranked AS (
            SELECT grouped.*, row_number() OVER (PARTITION BY kind ORDER BY created + solved DESC, open DESC, id) AS place, count(*) OVER (PARTITION BY kind) AS total
            FROM grouped)
        SELECT kind, id, created::int, solved::int, open::int, reopened::int, answered::int, kept::int, late::int,
            response[1], response[2], resolution[1], resolution[2], total::int
        FROM ranked WHERE place <= @report_lines ORDER BY kind, place
        """;

    /// <summary>
    /// Each promise at the moment at which it was decided: when it became late, else when it was met. One that is late and that nobody has looked at yet is late too.
    /// </summary>
    private const string Decided =
        """
        , decided AS (
            SELECT s.ticket_id, s.clock, s.breached_at IS NOT NULL OR s.met_at IS NULL AS is_late
            FROM t JOIN sla_timers s ON s.ticket_id = t.id
            CROSS JOIN LATERAL (SELECT coalesce(s.breached_at, s.met_at, CASE WHEN s.due_at < @report_now THEN s.due_at END) AS at) d
            WHERE d.at >= @report_from AND d.at < @report_to)

        """;
}
