namespace Monitor.Domain.Access;

/// <summary>Everything that can be allowed, named <c>area.verb</c>. A page, endpoint or command names one of these as its policy.</summary>
public static class Permissions
{
    /// <summary>Own profile, own tickets, the help page.</summary>
    public const string PortalUse = "portal.use";
    public const string HostsRead = "hosts.read";
    public const string HostsManage = "hosts.manage";
    public const string ProblemsRead = "problems.read";
    public const string TicketsRead = "tickets.read";
    public const string TicketsWork = "tickets.work";
    public const string TicketsAssign = "tickets.assign";

    /// <summary>Figures over many tickets: how long things take, what is promised and kept, how it is rated.</summary>
    public const string TicketsReport = "tickets.report";

    /// <summary>What tickets are made of: categories, fields, the matrix, templates, calendars, promises, automations.</summary>
    public const string TicketsConfigure = "tickets.configure";
    public const string RulesRead = "rules.read";
    public const string RulesEdit = "rules.edit";
    public const string SilencesEdit = "silences.edit";

    /// <summary>Maintenance windows.</summary>
    public const string MaintenanceEdit = "maintenance.edit";

    /// <summary>Which host stands behind which.</summary>
    public const string HostsLink = "hosts.link";

    /// <summary>Telling what happened on a host, such as a deploy.</summary>
    public const string EventsWrite = "events.write";

    /// <summary>Handing on mails that people wrote; for the mail server's token.</summary>
    public const string MailTake = "mail.take";
    public const string ForecastsRead = "forecasts.read";

    /// <summary>Asking for forecasts and trainings, pinning and taking back models.</summary>
    public const string ForecastsManage = "forecasts.manage";
    public const string AnomaliesRead = "anomalies.read";

    /// <summary>Saying of an anomaly that it is real, or normal on its host.</summary>
    public const string AnomaliesLabel = "anomalies.label";

    /// <summary>Which detector watches what, and how eagerly.</summary>
    public const string AnomaliesManage = "anomalies.manage";
    public const string EfficiencyRead = "efficiency.read";

    /// <summary>What efficient means for a group: weights, bands, hours, headroom, prices.</summary>
    public const string EfficiencyManage = "efficiency.manage";
    public const string LogsRead = "logs.read";

    /// <summary>Bringing in lines of logs of hosts, for programs that are no agent.</summary>
    public const string LogsWrite = "logs.write";

    /// <summary>Which sources of logs are blocked, how long they are kept, and what is masked in them.</summary>
    public const string LogsManage = "logs.manage";

    /// <summary>Asking for runbooks on tickets, trying them, and going through their steps.</summary>
    public const string RunbooksRun = "runbooks.run";

    /// <summary>Agreeing to what somebody else asked for.</summary>
    public const string RunbooksApprove = "runbooks.approve";

    /// <summary>What runbooks do, where by themselves, and whether they do anything at all.</summary>
    public const string RunbooksManage = "runbooks.manage";
    public const string UsersManage = "users.manage";
    public const string AuditRead = "audit.read";
    public const string JobsManage = "jobs.manage";
    public const string SystemManage = "system.manage";

    public static IReadOnlyList<string> All { get; } =
    [
        PortalUse, HostsRead, HostsManage, ProblemsRead, TicketsRead, TicketsWork, TicketsAssign, TicketsReport, TicketsConfigure,
        RulesRead, RulesEdit, SilencesEdit, MaintenanceEdit, HostsLink, EventsWrite, MailTake, ForecastsRead, ForecastsManage,
        AnomaliesRead, AnomaliesLabel, AnomaliesManage, EfficiencyRead, EfficiencyManage, LogsRead, LogsWrite, LogsManage,
        RunbooksRun, RunbooksApprove, RunbooksManage, UsersManage, AuditRead, JobsManage, SystemManage,
    ];
}
