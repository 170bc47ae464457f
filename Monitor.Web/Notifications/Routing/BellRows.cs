using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Notifications;

namespace Monitor.Web.Notifications.Routing;

/// <summary>Writes lines of the bell in one statement, the readers of each as text that the database takes apart. A line that is there already stays as it is.</summary>
internal static class BellRows
{
    public static async Task AddAsync(MonitorDb db, IReadOnlyList<BellNotice> made, CancellationToken cancellationToken)
    {
        if (made.Count == 0)
        {
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $$"""
            INSERT INTO bell_notices (announcement_id, text, address, ticket_id, created_at, user_ids)
            SELECT n.announcement_id, n.text, n.address, n.ticket_id, n.created_at, n.readers::int[]
            FROM unnest({{made.Select(n => n.AnnouncementId).ToArray()}}, {{made.Select(n => n.Text).ToArray()}}, {{made.Select(n => n.Address).ToArray()}},
                {{made.Select(n => n.TicketId).ToArray()}}, {{made.Select(n => n.CreatedAt).ToArray()}}, {{made.Select(n => $"{{{string.Join(',', n.UserIds)}}}").ToArray()}})
                AS n (announcement_id, text, address, ticket_id, created_at, readers)
            ON CONFLICT (announcement_id, text) DO NOTHING
            """, cancellationToken);
    }
}
