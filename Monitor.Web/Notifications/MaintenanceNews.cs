using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;

namespace Monitor.Web.Notifications;

/// <summary>The notices of maintenance for the bell: of the newest, those about a host that the person sees.</summary>
internal static class MaintenanceNews
{
    public static async Task<IReadOnlyList<BellEntry>> ReadAsync(MonitorDb db, Actor actor, int most, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.ProblemsRead))
        {
            return [];
        }

        var rows = await db.OutboxMessages.AsNoTracking()
            .Where(m => m.Kind == ProblemNotice.OutboxKind && m.HeldReason == null && m.ProblemId == null && m.Key.StartsWith(MaintenanceNotice.KeyPrefix))
            .OrderByDescending(m => m.Id).Take(most).Select(m => new { m.CreatedAt, m.Payload }).ToListAsync(cancellationToken);
        var notices = rows.Select(r => (r.CreatedAt, Notice: MaintenanceNotice.Read(r.Payload))).Where(r => r.Notice is not null).ToList();
        if (notices.Count > 0 && (actor.GroupIds.Count > 0 || actor.TeamIds.Count > 0))
        {
            var visible = (await db.Hosts.VisibleHosts(actor, db).Select(h => h.Id).ToListAsync(cancellationToken)).ToHashSet();
            notices = [.. notices.Where(n => n.Notice!.HostIds.Any(visible.Contains))];
        }

        return [.. notices.Select(n => new BellEntry(n.CreatedAt, "maintenance", n.Notice!.Text, $"/problems/maintenance/{n.Notice.WindowId}"))];
    }
}
