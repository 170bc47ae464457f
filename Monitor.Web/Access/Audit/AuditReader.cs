using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Access.Audit;

/// <summary>Which rows of the audit: all filters together; an empty one does not filter. Times are a window, start included.</summary>
internal sealed record AuditFilter(string? Actor, string? Subject, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Reads the audit, newest first.</summary>
internal sealed class AuditReader(IDbContextFactory<MonitorDb> contexts)
{
    public const int MaximumPage = 500;

    /// <summary>Rows older than the one with the given id; a page asks for one more than it shows to know whether there are more.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(Actor actor, AuditFilter filter, long? after, int take, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AuditRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Matching(db, filter).Where(e => after == null || e.Id < after).OrderByDescending(e => e.Id).Take(take).ToListAsync(cancellationToken);
    }

    private static IQueryable<AuditEntry> Matching(MonitorDb db, AuditFilter filter)
    {
        var rows = db.Audit.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Actor))
        {
            rows = rows.Where(e => e.ActorName == filter.Actor.Trim());
        }

        if (!string.IsNullOrWhiteSpace(filter.Subject))
        {
            // "user" or "user 12"
            var parts = filter.Subject.Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
            rows = rows.Where(e => e.Subject == parts[0]);
            rows = parts.Length > 1 ? rows.Where(e => e.SubjectId == parts[1]) : rows;
        }

        rows = filter.From is { } from ? rows.Where(e => e.At >= from.ToUniversalTime()) : rows;
        return filter.To is { } to ? rows.Where(e => e.At < to.ToUniversalTime()) : rows;
    }
}
