using Monitor.Web.Jobs;

namespace Monitor.Web.Metrics;

internal static class MetricsSetup
{
    public static void AddMetrics(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<AgentKeyRing>();
        services.AddSingleton<InventoryDesk>();
        services.AddMonitorJob<RetentionJob>(JobSchedule.Every(TimeSpan.FromMinutes(30)), "Retention of samples");
    }

    public static void MapMetrics(this WebApplication app)
    {
    }
}
