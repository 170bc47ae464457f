using Monitor.Web.Hosting;
using Monitor.Web.Jobs;
using Monitor.Web.Metrics.Services;
using Monitor.Web.Metrics.Peers;
using Monitor.Web.Metrics.Storage;
using Monitor.Web.Metrics.Topology;

namespace Monitor.Web.Metrics;

internal static class MetricsSetup
{
    public static void AddMetrics(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(s => new AgentKeyRing(s.GetRequiredService<IngestContexts>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AgentKeyDesk>();
        services.AddSingleton<InventoryDesk>();
        services.AddMonitorJob<SealJob>(JobSchedule.Every(TimeSpan.FromMinutes(1)), "Sealing of samples");
        services.AddMonitorJob<LogSealJob>(JobSchedule.Every(TimeSpan.FromMinutes(1)), "Sealing of logs");
        services.AddMonitorJob<RetentionJob>(JobSchedule.Every(TimeSpan.FromMinutes(30)), "Retention of samples");
        services.AddSingleton<EnrolmentDesk>();
        services.AddSingleton<HostChanges>();
        services.AddSingleton<HostRegistry>();
        services.AddSingleton<GroupDesk>();
        services.AddSingleton<HostLinkDesk>();
        services.AddSingleton<ServiceDesk>();
        services.AddSingleton<ServiceReader>();
        services.AddSingleton<TopologyReader>();
        services.AddSingleton<TopologyDesk>();
        services.AddSingleton<PeerKeeper>();
        services.AddSingleton<PeerReader>();
        services.AddSingleton<PeerDesk>();
        services.AddSingleton<HostReader>();
        services.AddSingleton<EventDesk>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<InstallCommand>();
        services.AddSingleton<AgentPrograms>();
        services.AddSingleton<QueryDesk>();
        services.AddSingleton<QuerySlots>();
        services.AddSingleton<CurveStream>();
        services.AddSingleton<LiveClients>();
        services.AddSingleton<LiveSources>();
        services.AddSingleton<LiveDoor>();
    }

    public static void MapMetrics(this WebApplication app)
    {
        LiveEndpoint.Use(app);
        AgentEndpoints.Map(app);
        HostEndpoints.Map(app);
        EventsEndpoint.Map(app);
        TopologyEndpoint.Map(app);
        StorageEndpoint.Map(app);
        PrometheusEndpoint.Map(app);
    }
}
