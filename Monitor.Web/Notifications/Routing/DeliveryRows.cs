using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Notifications;

namespace Monitor.Web.Notifications.Routing;

/// <summary>
/// Writes notices in one statement: news of a ticket that is nobody's go to everybody who works on tickets. A notice that is there already stays as it is.
/// </summary>
internal static class DeliveryRows
{
    public static async Task AddAsync(MonitorDb db, IReadOnlyList<Delivery> made, CancellationToken cancellationToken)
    {
        if (made.Count == 0)
        {
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO deliveries (key, channel, user_id, target_id, ticket_id, subject, text, address, created_at, due_at, sent_at, attempts, error)
            SELECT n.*, 0, '' FROM unnest({Of(made, d => d.Key)}, {Of(made, d => d.Channel)}, {Of(made, d => d.UserId)}, {Of(made, d => d.TargetId)}, {Of(made, d => d.TicketId)},
                {Of(made, d => d.Subject)}, {Of(made, d => d.Text)}, {Of(made, d => d.Address)}, {Of(made, d => d.CreatedAt)}, {Of(made, d => d.DueAt)}, {Of(made, d => d.SentAt)}) AS n
            ON CONFLICT (key, channel) DO NOTHING
            """, cancellationToken);
    }

    private static T[] Of<T>(IReadOnlyList<Delivery> made, Func<Delivery, T> column)
    {
        var values = new T[made.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = column(made[i]);
        }

        return values;
    }
}
