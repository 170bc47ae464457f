using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>What a program calls its request, so that it can be repeated: the audit row of the article that it made remembers it.</summary>
internal static class ArticleKeys
{
    /// <returns>The article that this person made under this key before; null: none.</returns>
    public static async Task<int?> FindAsync(MonitorDb db, Actor actor, Guid key, CancellationToken cancellationToken)
    {
        var mark = JsonSerializer.Serialize(new { Key = key });
        var id = await db.Audit
            .Where(a => a.Subject == KnowledgeDesk.Subject && a.Act == KnowledgeDesk.Created && a.UserId == actor.UserId && EF.Functions.JsonContains(a.After!, mark))
            .Select(a => a.SubjectId).FirstOrDefaultAsync(cancellationToken);
        return id is null ? null : int.Parse(id, CultureInfo.InvariantCulture);
    }
}
