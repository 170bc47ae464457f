namespace Monitor.Web.Metrics;

internal static class MetricsSetup
{
    public static void AddMetrics(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<AgentKeyRing>();
        services.AddSingleton<InventoryDesk>();
    }

    public static void MapMetrics(this WebApplication app)
    {
    }
}
