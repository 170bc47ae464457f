using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Reports;

namespace Monitor.Web.Tickets.Reports;

/// <summary>How tickets were rated in the days of a report, and what was said with it.</summary>
internal static class ReportRemarks
{
    public const int Size = 20;

    /// <param name="page">Of the remarks, from 1.</param>
    public static async Task<ReportRatings> ReadAsync(
        MonitorDb db, IQueryable<Ticket> tickets, ReportDays days, int page, CancellationToken cancellationToken)
    {
        var (first, end) = (days.From, days.To);
        var rated =
            from r in db.TicketRatings
            where r.RatedAt >= first && r.RatedAt < end && r.Score != null
            join t in tickets on r.TicketId equals t.Id
            select new { r.Id, Score = r.Score!.Value, r.Comment, At = r.RatedAt!.Value, t.Number, t.Title };
        var counts = await rated.GroupBy(r => r.Score).Select(g => new { Score = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Score, g => g.Count, cancellationToken);
        var said = rated.Where(r => r.Comment != "");
        var remarks = await said.OrderByDescending(r => r.At).ThenByDescending(r => r.Id).Skip((page - 1) * Size).Take(Size)
            .Select(r => new ReportRemark(r.Number, r.Title, r.Score, r.Comment, r.At)).ToListAsync(cancellationToken);
        return new ReportRatings(
            [.. Enumerable.Range(TicketRating.Worst, TicketRating.Best).Select(s => counts.GetValueOrDefault(s))], remarks, await said.CountAsync(cancellationToken));
    }
}
