using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>The hosts that a status report is about, as a part of the queries that use it.</summary>
internal static class StatusHosts
{
    public static IQueryable<Host> Of(MonitorDb db, Actor actor, StatusAsk ask)
    {
        var hosts = db.Hosts.VisibleHosts(actor, db).Where(h => h.RetiredAt == null);
        hosts = ask.HostId is { } id ? hosts.Where(h => h.Id == id) : hosts;
        if (ask.GroupId is not { } groupId)
        {
            return hosts;
        }

        var groups = Visibility.GroupsBelow(db, [groupId]);
        return hosts.Where(h => groups.Contains(h.GroupId));
    }
}
