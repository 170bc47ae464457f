using Monitor.Domain.Access;

namespace Monitor.Tests.Access;

/// <summary>What the id in a route names; foreign things must not exist for the caller.</summary>
internal enum IdKind
{
    None,
    Host,
    Ticket,

    /// <summary>A ticket and something of it, or another one: TicketActionsTests try the own ones.</summary>
    TicketPart,

    /// <summary>An entry or a file of a ticket: AttachmentApiTests try them.</summary>
    OfTicket,

    /// <summary>A silence or a maintenance window: SuppressionApiTests try them.</summary>
    Suppression,

    /// <summary>A rule by its key, which everybody may read who may read rules: RulesApiTests try it.</summary>
    Rule,

    /// <summary>An article by its id: KnowledgeDeskTests, ArticleApiTests and PortalScreenTests try those that are not for everybody.</summary>
    Article,

    /// <summary>Series of hosts, in a WebSocket's handshake: LiveTests try it.</summary>
    Socket,
}

/// <summary>
/// Every route that is not open to strangers, with the permission that it needs. A new page or endpoint gets its row here; the tests then try it
/// with each role, and with ids of others.
/// </summary>
internal static class AccessMatrix
{
    /// <param name="Query">Where the id stands in the query and not in the path: the query with {id} in it.</param>
    public sealed record Row(string Method, string Pattern, string Permission, IdKind Id = IdKind.None, string Query = "");

    public static IReadOnlyList<Row> Rows { get; } =
    [
        new("GET", "/", Permissions.PortalUse),
        new("GET", "/not-found", Permissions.PortalUse),
        new("GET", "/help", Permissions.PortalUse),
        new("GET", "/profile", Permissions.PortalUse),
        new("GET", "/account/password", Permissions.PortalUse),
        new("GET", "/account/denied", Permissions.PortalUse),
        new("GET", "/hosts", Permissions.HostsRead),
        new("GET", "/hosts/compare", Permissions.HostsRead),
        new("GET", "/hosts/{HostId:int}", Permissions.HostsRead, IdKind.Host),
        new("GET", "/problems", Permissions.ProblemsRead),
        new("GET", "/problems/silences", Permissions.ProblemsRead),
        new("GET", "/problems/silences/{Id:int}", Permissions.ProblemsRead, IdKind.Suppression),
        new("GET", "/problems/maintenance", Permissions.ProblemsRead),
        new("GET", "/problems/maintenance/{Id:int}", Permissions.ProblemsRead, IdKind.Suppression),
        new("GET", "/problems/why", Permissions.ProblemsRead),
        new("GET", "/tickets", Permissions.PortalUse),
        new("GET", "/tickets/board", Permissions.PortalUse),
        new("GET", "/tickets/new", Permissions.PortalUse),
        new("GET", "/tickets/reports", Permissions.TicketsReport),
        new("GET", "/tickets/{Number:int}", Permissions.PortalUse, IdKind.Ticket),
        new("GET", "/portal", Permissions.PortalUse),
        new("GET", "/knowledge", Permissions.PortalUse),
        new("GET", "/knowledge/{Id:int}", Permissions.PortalUse, IdKind.Article),
        new("GET", "/knowledge/new", Permissions.TicketsWork),
        new("GET", "/knowledge/{Id:int}/edit", Permissions.TicketsWork, IdKind.Article),
        new("GET", "/admin", Permissions.RulesRead),
        new("GET", "/admin/rules", Permissions.RulesRead),
        new("GET", "/admin/rules/new", Permissions.RulesRead),
        new("GET", "/admin/rules/{Key}", Permissions.RulesRead),
        new("GET", "/admin/rules/import", Permissions.RulesEdit),
        new("GET", "/admin/rules/file", Permissions.RulesRead),
        new("GET", "/admin/jobs", Permissions.JobsManage),
        new("GET", "/admin/hosts", Permissions.HostsManage),
        new("GET", "/admin/hosts/add", Permissions.HostsManage),
        new("GET", "/admin/groups", Permissions.HostsManage),
        new("GET", "/admin/services", Permissions.HostsRead),
        new("GET", "/admin/storage", Permissions.SystemManage),
        new("GET", "/admin/logs", Permissions.SystemManage),
        new("GET", "/admin/deliveries", Permissions.SystemManage),
        new("GET", "/admin/mails", Permissions.SystemManage),
        new("GET", "/admin/webhooks", Permissions.SystemManage),
        new("GET", "/admin/service-levels", Permissions.TicketsConfigure),
        new("GET", "/admin/calendars", Permissions.TicketsConfigure),
        new("GET", "/admin/users", Permissions.UsersManage),
        new("GET", "/admin/teams", Permissions.UsersManage),
        new("GET", "/admin/tokens", Permissions.UsersManage),
        new("GET", "/admin/tickets/categories", Permissions.TicketsConfigure),
        new("GET", "/admin/tickets/fields", Permissions.TicketsConfigure),
        new("GET", "/admin/tickets/templates", Permissions.TicketsConfigure),
        new("GET", "/admin/tickets/priorities", Permissions.TicketsConfigure),
        new("GET", "/admin/answers", Permissions.TicketsConfigure),
        new("GET", "/admin/automation", Permissions.TicketsConfigure),
        new("GET", "/admin/audit", Permissions.AuditRead),
        new("GET", "/openapi/v1.json", Permissions.PortalUse),
        new("GET", "/api/v1/audit", Permissions.AuditRead),
        new("GET", "/api/v1/hosts", Permissions.HostsRead),
        new("GET", "/api/v1/hosts/{id:int}", Permissions.HostsRead, IdKind.Host),
        new("GET", "/api/v1/hosts/{id:int}/processes", Permissions.HostsRead, IdKind.Host),
        new("GET", "/api/v1/groups", Permissions.HostsRead),
        new("GET", "/api/v1/series", Permissions.HostsRead, IdKind.Host, "?host={id}"),
        new("GET", "/api/v1/query", Permissions.HostsRead, IdKind.Host, "?host={id}&metric=cpu.used_percent"),
        new("GET", "/api/v1/events/", Permissions.HostsRead, IdKind.Host, "?host={id}"),
        new("POST", "/api/v1/events/", Permissions.EventsWrite),
        new("POST", "/api/v1/mails", Permissions.MailTake),
        new("GET", "/api/v1/live", Permissions.HostsRead, IdKind.Socket),
        new("GET", "/api/v1/storage", Permissions.SystemManage),
        new("GET", "/api/v1/problems", Permissions.ProblemsRead),
        new("GET", "/api/v1/problems/why", Permissions.ProblemsRead, IdKind.Host, "?host={id}"),
        new("GET", "/api/v1/silences/", Permissions.ProblemsRead),
        new("POST", "/api/v1/silences/", Permissions.SilencesEdit),
        new("DELETE", "/api/v1/silences/{id:int}", Permissions.SilencesEdit, IdKind.Suppression),
        new("GET", "/api/v1/maintenance/", Permissions.ProblemsRead),
        new("POST", "/api/v1/maintenance/", Permissions.MaintenanceEdit),
        new("DELETE", "/api/v1/maintenance/{id:int}", Permissions.MaintenanceEdit, IdKind.Suppression),
        new("GET", "/api/v1/rules/", Permissions.RulesRead),
        new("GET", "/api/v1/rules/export", Permissions.RulesRead),
        new("GET", "/api/v1/rules/{key}", Permissions.RulesRead, IdKind.Rule),
        new("GET", "/api/v1/rules/{key}/versions", Permissions.RulesRead, IdKind.Rule),
        new("POST", "/api/v1/rules/", Permissions.RulesEdit),
        new("POST", "/api/v1/rules/import", Permissions.RulesEdit),
        new("POST", "/api/v1/rules/{key}/undo", Permissions.RulesEdit, IdKind.Rule),
        new("PUT", "/api/v1/rules/{key}", Permissions.RulesEdit, IdKind.Rule),
        new("PUT", "/api/v1/rules/{key}/overrides", Permissions.RulesEdit, IdKind.Rule),
        new("DELETE", "/api/v1/rules/{key}", Permissions.RulesEdit, IdKind.Rule),
        new("DELETE", "/api/v1/rules/{key}/overrides", Permissions.RulesEdit, IdKind.Rule),
        new("GET", "/api/v1/calendars", Permissions.TicketsConfigure),
        new("GET", "/api/v1/service-levels", Permissions.TicketsConfigure),
        new("GET", "/api/v1/tickets/", Permissions.PortalUse),
        new("GET", "/api/v1/tickets/search", Permissions.PortalUse),
        new("GET", "/api/v1/tickets/export", Permissions.PortalUse),
        new("GET", "/api/v1/tickets/report", Permissions.TicketsReport),
        new("GET", "/api/v1/tickets/report/export", Permissions.TicketsReport),
        new("GET", "/api/v1/tickets/{number:int}", Permissions.PortalUse, IdKind.Ticket),
        new("POST", "/api/v1/tickets/", Permissions.PortalUse),
        new("GET", "/api/v1/tickets/catalog", Permissions.PortalUse),
        new("PATCH", "/api/v1/tickets/{number:int}", Permissions.PortalUse, IdKind.Ticket),
        new("PUT", "/api/v1/tickets/{number:int}/assignee", Permissions.PortalUse, IdKind.Ticket),
        new("PUT", "/api/v1/tickets/{number:int}/watchers/{userId:int}", Permissions.PortalUse, IdKind.TicketPart),
        new("DELETE", "/api/v1/tickets/{number:int}/watchers/{userId:int}", Permissions.PortalUse, IdKind.TicketPart),
        new("POST", "/api/v1/tickets/{number:int}/checks", Permissions.PortalUse, IdKind.Ticket),
        new("PUT", "/api/v1/tickets/{number:int}/checks/{checkId:int}", Permissions.PortalUse, IdKind.TicketPart),
        new("DELETE", "/api/v1/tickets/{number:int}/checks/{checkId:int}", Permissions.PortalUse, IdKind.TicketPart),
        new("PUT", "/api/v1/tickets/{number:int}/parent", Permissions.PortalUse, IdKind.Ticket),
        new("PUT", "/api/v1/tickets/{number:int}/links/{other:int}", Permissions.PortalUse, IdKind.TicketPart),
        new("DELETE", "/api/v1/tickets/{number:int}/links/{other:int}", Permissions.PortalUse, IdKind.TicketPart),
        new("POST", "/api/v1/tickets/{number:int}/merge", Permissions.PortalUse, IdKind.TicketPart),
        new("POST", "/api/v1/tickets/{number:int}/split", Permissions.PortalUse, IdKind.TicketPart),
        new("GET", "/api/v1/tickets/{number:int}/related", Permissions.PortalUse, IdKind.Ticket),
        new("POST", "/api/v1/tickets/{number:int}/comments", Permissions.PortalUse, IdKind.Ticket),
        new("PUT", "/api/v1/tickets/{number:int}/comments/{id:long}", Permissions.PortalUse, IdKind.OfTicket),
        new("GET", "/api/v1/tickets/{number:int}/attachments", Permissions.PortalUse, IdKind.Ticket),
        new("POST", "/api/v1/tickets/{number:int}/attachments", Permissions.PortalUse, IdKind.Ticket),
        new("GET", "/api/v1/tickets/{number:int}/attachments/{id:int}", Permissions.PortalUse, IdKind.OfTicket),
        new("DELETE", "/api/v1/tickets/{number:int}/attachments/{id:int}", Permissions.PortalUse, IdKind.OfTicket),
        new("GET", "/api/v1/answers", Permissions.TicketsWork),
        new("GET", "/api/v1/articles/", Permissions.PortalUse),
        new("GET", "/api/v1/articles/{id:int}", Permissions.PortalUse, IdKind.Article),
        new("POST", "/api/v1/articles/", Permissions.TicketsWork),
        new("PUT", "/api/v1/articles/{id:int}", Permissions.TicketsWork, IdKind.Article),
        new("GET", "/api/v1/macros", Permissions.TicketsWork),
        new("POST", "/api/v1/tickets/{number:int}/macros/{macroId:int}", Permissions.PortalUse, IdKind.TicketPart),
        new("POST", "/api/v1/tickets/{number:int}/state", Permissions.PortalUse, IdKind.Ticket),
        new("POST", "/api/v1/tickets/{number:int}/acknowledgement", Permissions.PortalUse, IdKind.Ticket),
        new("DELETE", "/api/v1/tickets/{number:int}/acknowledgement", Permissions.PortalUse, IdKind.Ticket),
        new("POST", "/api/v1/tickets/{number:int}/snooze", Permissions.PortalUse, IdKind.Ticket),
        new("DELETE", "/api/v1/tickets/{number:int}/snooze", Permissions.PortalUse, IdKind.Ticket),
    ];
}
