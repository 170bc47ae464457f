using Monitor.Web.Tickets.Automation.Admin;
using Monitor.Web.Tickets.Automation.Macros;

namespace Monitor.Web.Tickets.Automation;

internal static class AutomationSetup
{
    public static void AddAutomation(this IServiceCollection services)
    {
        services.AddSingleton<AutomationDesk>();
        services.AddSingleton<AutomationQueries>();
        services.AddSingleton<MacroDesk>();
    }
}
