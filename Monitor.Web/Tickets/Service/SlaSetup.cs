using Monitor.Web.Jobs;
using Monitor.Web.Tickets.Service.Admin;
using Monitor.Web.Tickets.Service.Escalation;

namespace Monitor.Web.Tickets.Service;

internal static class SlaSetup
{
    public static void AddServiceLevels(this IServiceCollection services)
    {
        services.AddSingleton<EscalationWriter>();
        services.AddSingleton<Escalations>();
        services.AddMonitorJob<EscalationJob>(JobSchedule.Every(EscalationJob.Interval), "Promises of tickets that are due");
        services.AddSingleton<SlaQueries>();
        services.AddSingleton<CalendarDesk>();
        services.AddSingleton<PolicyDesk>();
        services.AddHostedService<ShippedLevels>();
    }
}
