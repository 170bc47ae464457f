using Monitor.Web.Jobs;
using Monitor.Web.Problems.Suppression;

namespace Monitor.Web.Problems;

internal static class ProblemsSetup
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ProblemTickets>();
        services.AddSingleton<ProblemLedger>();
        services.AddSingleton<StillFiring>();
        services.AddMonitorJob<StillFiringJob>(JobSchedule.Every(StillFiringJob.Interval), "Tickets whose problem still fires");
        services.AddSingleton<RuleBook>();
        services.AddSingleton<RuleQueries>();
        services.AddSingleton<ProblemQueries>();
        services.AddSingleton<Suppressions>();
        services.AddHostedService<ShippedRules>();
    }

    public static void MapProblems(this WebApplication app) => ProblemsApi.Map(app);
}
