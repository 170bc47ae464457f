using Monitor.Web.Detection.Peers;
using Monitor.Web.Jobs;

namespace Monitor.Web.Detection.Hosts;

internal static class HostsSetup
{
    public static void AddHostAnomalies(this IServiceCollection services)
    {
        services.AddSingleton<HostRows>();
        services.AddSingleton<HostModels>();
        services.AddSingleton<HostHistories>();
        services.AddSingleton<HostTrainer>();
        services.AddSingleton<HostFinds>();
        services.AddSingleton<HostWatch>();
        services.AddSingleton<PeerWatch>();
        services.AddSingleton<PatternBook>();
        services.AddSingleton<LabelFactors>();
        services.AddSingleton<AnomalyHolds>();
        services.AddSingleton<AnomalyTeller>();
        services.AddSingleton<AnomalySweep>();
        services.AddMonitorJob<HostAnomalyJob>(JobSchedule.Every(HostAnomalyJob.Interval), "Unusual behaviour of hosts");
        services.AddMonitorJob<HostTrainingJob>(JobSchedule.Every(HostTrainingJob.Interval), "Training of what is usual on hosts");
        services.AddMonitorJob<AnomalySweepJob>(JobSchedule.Every(AnomalySweepJob.Interval), "Patterns and retention of anomalies");
    }
}
