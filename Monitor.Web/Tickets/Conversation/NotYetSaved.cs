using Microsoft.EntityFrameworkCore;
using Monitor.Data;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Rows that name another one which gets its id only when both are saved.</summary>
internal static class NotYetSaved
{
    /// <summary>Adds a row that names the <c>Id</c> of a tracked one, whether that has its value or a temporary one.</summary>
    public static void AddOf(this MonitorDb db, object owner, object row, string foreignKey)
    {
        var from = db.Entry(owner).Property("Id");
        var to = db.Entry(row).Property(foreignKey);
        to.CurrentValue = from.CurrentValue;
        to.IsTemporary = from.IsTemporary;
        db.Add(row);
    }
}
