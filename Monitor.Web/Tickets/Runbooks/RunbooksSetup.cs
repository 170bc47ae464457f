using Monitor.Web.Jobs;
using Monitor.Web.Tickets.Runbooks.Admin;

namespace Monitor.Web.Tickets.Runbooks;

internal static class RunbooksSetup
{
    public static void AddRunbooks(this IServiceCollection services)
    {
        services.AddSingleton<RunbookNotes>();
        services.AddSingleton<RunbookStepper>();
        services.AddSingleton<RunbookDesk>();
        services.AddSingleton<RunbookBook>();
        services.AddSingleton<RunbookProposals>();
        services.AddSingleton<RunbookUpkeep>();
        services.AddSingleton<RunbookResults>();
        services.AddSingleton<HostActionBook>();
        services.AddSingleton<CommandBox>();
        services.AddSingleton<RunbookQueries>();
        services.AddSingleton<RunbookAdminQueries>();
        services.AddHostedService<CommandLoop>();
        services.AddMonitorJob<RunbookJob>(JobSchedule.Every(RunbookJob.Interval), "Runbooks that fit, run out of time or are checked");
    }
}
