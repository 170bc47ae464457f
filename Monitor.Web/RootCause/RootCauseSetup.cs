using Monitor.Web.RootCause.Packs;
using Monitor.Web.RootCause.Reliability;

namespace Monitor.Web.RootCause;

internal static class RootCauseSetup
{
    public static void AddRootCause(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<RootCauseOptions>().BindConfiguration(RootCauseOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ReliabilityReader>();
        services.AddSingleton<CauseRules>();
        services.AddSingleton<CauseProcesses>();
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<CauseGatherer>(p, p.GetRequiredService<TimeProvider>().GetUtcNow()));
        services.AddSingleton<CauseQueue>();
        services.AddSingleton<CauseAnalysis>();
        services.AddHostedService<CauseLoop>();
        builder.AddEvidencePacks();
    }
}
