using System.Globalization;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Knowledge;
using Monitor.Web.Tickets.Views;

namespace Monitor.Web.Layout;

/// <summary>One thing that the search found.</summary>
public sealed record SearchHit(string Title, string Kind, string Icon, string Address);

/// <summary>Finds pages and hosts by a part of their name, tickets and articles by their words, only those that the person may see. At most eight of each.</summary>
public sealed class SearchIndex(IDbContextFactory<MonitorDb> contexts, AccessGate gate, TicketLists tickets, KnowledgeQueries knowledge)
{
    private const int Most = 8;

    private static readonly (string Title, string Address, string Icon, string Permission)[] Pages =
    [
        ("Home", "/", "home", Permissions.PortalUse),
        ("Hosts", "/hosts", "hosts", Permissions.HostsRead),
        ("Map of hosts and services", "/map", "map", Permissions.HostsRead),
        ("Services", "/admin/services", "admin", Permissions.HostsRead),
        ("Topology from a file", "/admin/topology", "admin", Permissions.HostsRead),
        ("Proposed links", "/admin/topology/proposals", "admin", Permissions.HostsRead),
        ("Add a host", "/admin/hosts/add", "add", Permissions.HostsManage),
        ("Problems", "/problems", "problems", Permissions.ProblemsRead),
        ("Recurring problems", "/problems/recurring", "problems", Permissions.ProblemsRead),
        ("Logs", "/logs", "logs", Permissions.LogsRead),
        ("Sources of logs", "/logs/sources", "logs", Permissions.LogsRead),
        ("Templates of logs", "/logs/templates", "logs", Permissions.LogsRead),
        ("Anomalies", "/anomalies", "problems", Permissions.AnomaliesRead),
        ("CPU against memory", "/anomalies/forest", "problems", Permissions.AnomaliesRead),
        ("How right anomalies are", "/anomalies/quality", "problems", Permissions.AnomaliesRead),
        ("Anomaly detection", "/admin/detection", "admin", Permissions.AnomaliesManage),
        ("Efficiency of hosts (REI)", "/efficiency", "efficiency", Permissions.EfficiencyRead),
        ("Right-size hosts", "/efficiency/sizes", "efficiency", Permissions.EfficiencyRead),
        ("Capacity and what-if", "/efficiency/capacity", "efficiency", Permissions.EfficiencyRead),
        ("Settings of efficiency", "/efficiency/settings", "efficiency", Permissions.EfficiencyRead),
        ("Tickets", "/tickets", "tickets", Permissions.PortalUse),
        ("Board of tickets", "/tickets/board", "tickets", Permissions.PortalUse),
        ("How right causes are", "/root-cause", "tickets", Permissions.TicketsRead),
        ("Ticket report", "/tickets/reports", "report", Permissions.TicketsReport),
        ("Root causes of a period", "/tickets/reports/causes", "report", Permissions.TicketsReport),
        ("Your own tickets", "/portal", "tickets", Permissions.PortalUse),
        ("Knowledge base", "/knowledge", "book", Permissions.PortalUse),
        ("New article", "/knowledge/new", "add", Permissions.TicketsWork),
        ("New ticket", "/tickets/new", "add", Permissions.PortalUse),
        ("Rules and limits", "/admin/rules", "admin", Permissions.RulesRead),
        ("Users", "/admin/users", "admin", Permissions.UsersManage),
        ("Categories of tickets", "/admin/tickets/categories", "admin", Permissions.TicketsConfigure),
        ("Fields of tickets", "/admin/tickets/fields", "admin", Permissions.TicketsConfigure),
        ("Templates of tickets", "/admin/tickets/templates", "admin", Permissions.TicketsConfigure),
        ("Priorities of tickets", "/admin/tickets/priorities", "admin", Permissions.TicketsConfigure),
        ("Canned answers", "/admin/answers", "admin", Permissions.TicketsConfigure),
        ("Runbooks", "/admin/runbooks", "admin", Permissions.RunbooksManage),
        ("Automation of tickets", "/admin/automation", "admin", Permissions.TicketsConfigure),
        ("Service levels of tickets", "/admin/service-levels", "admin", Permissions.TicketsConfigure),
        ("Calendars of service", "/admin/calendars", "admin", Permissions.TicketsConfigure),
        ("Teams", "/admin/teams", "admin", Permissions.UsersManage),
        ("Host groups", "/admin/groups", "admin", Permissions.HostsManage),
        ("Audit", "/admin/audit", "admin", Permissions.AuditRead),
        ("Jobs", "/admin/jobs", "admin", Permissions.JobsManage),
        ("Storage", "/admin/storage", "admin", Permissions.SystemManage),
        ("Notices that were sent", "/admin/deliveries", "admin", Permissions.SystemManage),
        ("Mails that came", "/admin/mails", "admin", Permissions.SystemManage),
        ("Webhooks", "/admin/webhooks", "admin", Permissions.SystemManage),
        ("Logs of the product", "/admin/logs", "admin", Permissions.SystemManage),
        ("Your profile", "/profile", "user", Permissions.PortalUse),
        ("Help and about", "/help", "unknown", Permissions.PortalUse),
    ];

    public async Task<IReadOnlyList<SearchHit>> FindAsync(ClaimsPrincipal principal, string text, CancellationToken cancellationToken)
    {
        var actor = await gate.FindAsync(principal, cancellationToken);
        if (actor is null)
        {
            return [];
        }

        text = text.Trim();
        var hits = Pages.Where(p => actor.May(p.Permission) && p.Title.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Take(Most).Select(p => new SearchHit(p.Title, "page", p.Icon, p.Address)).ToList();
        if (text.Length == 0)
        {
            return hits;
        }

        var pattern = LikePattern.Within(text);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (actor.May(Permissions.HostsRead))
        {
            hits.AddRange((await db.Hosts.VisibleHosts(actor, db).AsNoTracking().Where(h => h.RetiredAt == null && EF.Functions.ILike(h.Name, pattern))
                .OrderBy(h => h.Name).Take(Most).Select(h => new { h.Id, h.Name }).ToListAsync(cancellationToken))
                .Select(h => new SearchHit(h.Name, "host", "hosts", string.Create(CultureInfo.InvariantCulture, $"/hosts/{h.Id}"))));
        }

        hits.AddRange((await tickets.SearchAsync(actor, new TicketFilter { Text = text }, Most, cancellationToken))
            .Select(t => new SearchHit($"#{t.Number} {t.Title}", "ticket", "tickets", string.Create(CultureInfo.InvariantCulture, $"/tickets/{t.Number}"))));
        hits.AddRange((await knowledge.ListAsync(actor, text, ArticleState.Published, 1, cancellationToken)).Rows.Take(Most)
            .Select(a => new SearchHit(a.Title, "article", "book", string.Create(CultureInfo.InvariantCulture, $"/knowledge/{a.Id}"))));
        return hits;
    }
}
