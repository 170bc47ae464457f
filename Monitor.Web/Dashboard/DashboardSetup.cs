namespace Monitor.Web.Dashboard;

internal static class DashboardSetup
{
    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<FleetBoard>();
        services.AddHostedService(provider => provider.GetRequiredService<FleetBoard>());
    }

    public static void MapDashboard(this WebApplication app)
    {
    }
}
