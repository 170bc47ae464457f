namespace Monitor.Domain.Access;

/// <summary>The five roles, each a set of permissions. A person has exactly one.</summary>
public static class Roles
{
    public const string EndUser = "EndUser";
    public const string Viewer = "Viewer";
    public const string Technician = "Technician";
    public const string Lead = "Lead";
    public const string Admin = "Admin";

    public static IReadOnlyList<string> All { get; } = [EndUser, Viewer, Technician, Lead, Admin];

    /// <summary>As people read it.</summary>
    public static string Title(string role) => role == EndUser ? "End user" : role;

    private static readonly HashSet<string> EndUserPermissions = [Permissions.PortalUse];

    private static readonly HashSet<string> ViewerPermissions =
    [
        .. EndUserPermissions, Permissions.HostsRead, Permissions.ProblemsRead, Permissions.TicketsRead, Permissions.RulesRead, Permissions.ForecastsRead,
        Permissions.AnomaliesRead, Permissions.EfficiencyRead, Permissions.LogsRead,
    ];

    private static readonly HashSet<string> TechnicianPermissions =
        [.. ViewerPermissions, Permissions.TicketsWork, Permissions.SilencesEdit, Permissions.EventsWrite, Permissions.AnomaliesLabel, Permissions.LogsWrite, Permissions.RunbooksRun];

    private static readonly HashSet<string> LeadPermissions =
    [
        .. TechnicianPermissions, Permissions.TicketsAssign, Permissions.TicketsReport, Permissions.RulesEdit, Permissions.MaintenanceEdit, Permissions.HostsLink,
        Permissions.ForecastsManage, Permissions.AnomaliesManage, Permissions.LogsManage, Permissions.RunbooksApprove,
    ];

    private static readonly HashSet<string> AdminPermissions = [.. Permissions.All];

    /// <summary>The permissions of a role; empty for an unknown one.</summary>
    public static IReadOnlySet<string> PermissionsOf(string? role) => role switch
    {
        EndUser => EndUserPermissions,
        Viewer => ViewerPermissions,
        Technician => TechnicianPermissions,
        Lead => LeadPermissions,
        Admin => AdminPermissions,
        _ => new HashSet<string>(),
    };
}
