using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Web.Jobs;
using Monitor.Web.Live;
using Monitor.Web.Problems.Ledger;
using Monitor.Web.Problems.Recurring;
using Monitor.Web.Problems.Replay;
using Monitor.Web.Problems.Rules;
using Monitor.Web.Problems.Suppression;
using Monitor.Web.Problems.Why;

namespace Monitor.Web.Problems;

internal static class ProblemsSetup
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ProblemsOptions>().BindConfiguration(ProblemsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<JoinOffers>();
        services.AddSingleton<ProblemTickets>();
        services.AddSingleton<LedgerBook>();
        services.AddSingleton<DecisionDays>();
        services.AddSingleton(p => new ProblemLedger(
            p.GetRequiredService<IDbContextFactory<MonitorDb>>(), p.GetRequiredService<LedgerBook>(), p.GetRequiredService<DecisionDays>(),
            p.GetRequiredService<LiveFeed>(), p.GetRequiredService<TimeProvider>()));
        services.AddMonitorJob<LedgerSweepJob>(JobSchedule.Every(LedgerSweepJob.Interval), "What is to be told of open problems");
        services.AddHostedService<LedgerWake>();
        services.AddSingleton<StillFiring>();
        services.AddMonitorJob<StillFiringJob>(JobSchedule.Every(StillFiringJob.Interval), "Tickets whose problem still fires");
        services.AddSingleton<RuleBook>();
        services.AddSingleton<RuleQueries>();
        services.AddSingleton<RulePreview>();
        services.AddSingleton<ProblemQueries>();
        services.AddSingleton<RecurringQueries>();
        services.AddSingleton<ProblemTicketMaker>();
        services.AddSingleton<SilenceDesk>();
        services.AddSingleton<MaintenanceDesk>();
        services.AddSingleton<SuppressionQueries>();
        services.AddSingleton<MatchFinder>();
        services.AddSingleton<WhyQueries>();
        services.AddSingleton<MaintenanceNotices>();
        services.AddMonitorJob<MaintenanceNoticeJob>(JobSchedule.Every(MaintenanceNoticeJob.Interval), "Notices of maintenance");
        services.AddSingleton<RehearsalSamples>();
        services.AddSingleton<RuleRehearsal>();
        services.AddSingleton<ReplaySlots>();
        services.AddSingleton<RulesBacktest>();
        services.AddHostedService<ShippedRules>();
    }

    public static void MapProblems(this WebApplication app)
    {
        ProblemsApi.Map(app);
        SuppressionApi.Map(app);
        RulesApi.Map(app);
        WhyApi.Map(app);
        RecurringApi.Map(app);
    }
}
