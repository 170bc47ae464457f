using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Reports;
using Monitor.Domain.Tickets.Service;
using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Tickets.Reports;

/// <summary>
/// Lets the database count. Percentiles and grouping sets are not to be had through the mapper, and what a person may see is decided in it alone: so each statement
/// stands on the mapper's own query for the visible tickets, with its parameters, and no ticket leaves the database.
/// </summary>
/// <param name="tickets">Those that the person sees, within the filters.</param>
internal sealed class ReportReader(IQueryable<Ticket> tickets, ReportDays days, DateTimeOffset now)
{
    /// <summary>The lines of a division that are read.</summary>
    public const int MostLines = 20;

    public const int All = 7;
    public const int ByCategory = 3;
    public const int ByTeam = 5;
    public const int ByHost = 6;

    public sealed record ReportRow(int Kind, int? Id, ReportNumbers Numbers, int Total);

    /// <summary>Created and solved by step; step 0 is what was before the first.</summary>
    public Task<List<(int Step, int Created, int Solved)>> StepsAsync(CancellationToken cancellationToken) =>
        ReadAsync(ReportStatements.Steps, r => (r.GetInt32(0), r.GetInt32(1), r.GetInt32(2)), cancellationToken);

    public Task<List<ReportPromise>> PromisesAsync(CancellationToken cancellationToken) =>
        ReadAsync(ReportStatements.Promises, r => new ReportPromise(Enum.Parse<SlaClock>(r.GetString(0)), r.GetInt32(1), r.GetInt32(2)), cancellationToken);

    public Task<List<ReportRow>> NumbersAsync(CancellationToken cancellationToken) => ReadAsync(ReportStatements.Numbers, ReadRow, cancellationToken);

    private static ReportRow ReadRow(DbDataReader row)
    {
        var numbers = new ReportNumbers(row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6), row.GetInt32(7), row.GetInt32(8))
        {
            ResponseMedian = Seconds(9), ResponseMost = Seconds(10), ResolutionMedian = Seconds(11), ResolutionMost = Seconds(12),
        };
        return new(row.GetInt32(0), row.IsDBNull(1) ? null : row.GetInt32(1), numbers, row.GetInt32(13));

        TimeSpan? Seconds(int column) => row.IsDBNull(column) ? null : TimeSpan.FromSeconds(row.GetDouble(column));
    }

    private async Task<List<T>> ReadAsync<T>(string statement, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = Alive().CreateDbCommand();
        command.CommandText = $"WITH t ({ReportStatements.Columns}) AS MATERIALIZED ({command.CommandText})\n{statement}";
        command.Parameters.Add(new NpgsqlParameter("report_edges", NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = days.Edges.Select(e => e.UtcDateTime).ToArray() });
        command.Parameters.Add(new NpgsqlParameter("report_from", NpgsqlDbType.TimestampTz) { Value = days.From.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter("report_to", NpgsqlDbType.TimestampTz) { Value = days.To.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter("report_now", NpgsqlDbType.TimestampTz) { Value = now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter("report_lines", NpgsqlDbType.Integer) { Value = MostLines });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
        {
            found.Add(read(rows));
        }

        return found;
    }

    /// <summary>Tickets to which anything happened in these days or that were open in them, in the columns of <see cref="ReportStatements.Columns"/>.</summary>
    private IQueryable<object> Alive()
    {
        var (first, end) = (days.From, days.To);
        return tickets.Where(t => t.CreatedAt < end && (t.ResolvedAt == null || t.ResolvedAt >= first || t.FirstRespondedAt >= first))
            .Select(t => new { t.Id, t.CreatedAt, t.ResolvedAt, t.FirstRespondedAt, t.ReopenedCount, t.CategoryId, t.TeamId, t.HostId });
    }
}
