namespace Monitor.Web.Metrics;

internal static class MetricsSetup
{
    public static void AddMetrics(this WebApplicationBuilder builder)
    {
    }

    public static void MapMetrics(this WebApplication app)
    {
    }
}
