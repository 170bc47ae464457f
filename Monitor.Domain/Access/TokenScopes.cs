namespace Monitor.Domain.Access;

/// <summary>What a bearer token may be used for; a token never may more than its owner.</summary>
public static class TokenScopes
{
    public const string Read = "read";
    public const string TicketsWrite = "tickets.write";
    public const string RulesWrite = "rules.write";
    public const string EventsWrite = "events.write";
    public const string MailWrite = "mail.write";
    public const string RunbooksWrite = "runbooks.write";
    public const string Ingest = "ingest";
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Read, TicketsWrite, RulesWrite, EventsWrite, MailWrite, RunbooksWrite, Ingest, Admin];

    /// <summary>Whether a token with these scopes may use a permission that its owner has.</summary>
    public static bool Cover(IEnumerable<string> scopes, string permission) => scopes.Any(scope => scope switch
    {
        Admin => true,
        Read => permission is Permissions.PortalUse or Permissions.TicketsReport || permission.EndsWith(".read", StringComparison.Ordinal),
        TicketsWrite => permission is Permissions.PortalUse or Permissions.TicketsWork or Permissions.TicketsAssign or Permissions.SilencesEdit or Permissions.AnomaliesLabel,
        RulesWrite => permission is Permissions.RulesEdit or Permissions.SilencesEdit or Permissions.MaintenanceEdit or Permissions.HostsLink
            or Permissions.ForecastsManage or Permissions.AnomaliesManage or Permissions.EfficiencyManage or Permissions.LogsManage,
        EventsWrite => permission is Permissions.EventsWrite,
        MailWrite => permission is Permissions.MailTake,
        RunbooksWrite => permission is Permissions.PortalUse or Permissions.RunbooksRun or Permissions.RunbooksApprove,
        Ingest => permission is Permissions.LogsWrite,
        _ => false,
    });

    /// <summary>Those that are of use to somebody with these permissions: of the others a token would get nothing. Everybody reads, and writes on the own tickets.</summary>
    public static IReadOnlyList<string> For(IReadOnlyCollection<string> permissions)
    {
        string[] everybodys = [Read, TicketsWrite];
        string[] allButAdmin = [.. All.Where(scope => scope != Admin)];
        return [.. All.Where(scope => everybodys.Contains(scope)
            || permissions.Any(permission => scope == Admin ? !Cover(allButAdmin, permission) : Cover([scope], permission) && !Cover(everybodys, permission)))];
    }

    /// <summary>Whether a token with these scopes may change anything at all.</summary>
    public static bool Write(IEnumerable<string> scopes) => scopes.Any(scope => scope != Read);

    /// <summary>The known scopes of a text such as <c>read tickets.write</c>, in the order of <see cref="All"/>; null when one is unknown or there is none.</summary>
    public static IReadOnlyList<string>? TryParse(string text)
    {
        var asked = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return asked.Length > 0 && asked.All(All.Contains) ? [.. All.Where(asked.Contains)] : null;
    }
}
