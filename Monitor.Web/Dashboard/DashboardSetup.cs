using Monitor.Web.Dashboard.Demo;
using Monitor.Web.Dashboard.Lane;
using Monitor.Web.Dashboard.Map;
using Monitor.Web.Dashboard.StatusReport;
using Monitor.Web.RootCause;

namespace Monitor.Web.Dashboard;

internal static class DashboardSetup
{
    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<EventLane>();
        services.AddSingleton<MapReader>();
        services.AddSingleton<FleetPast>();
        services.AddSingleton<FleetBoard>();
        services.AddHostedService(provider => provider.GetRequiredService<FleetBoard>());
        services.AddStatusReport();
        if (builder.Configuration.GetValue<bool>("Demo:Enabled"))
        {
            services.AddSingleton<DemoFleet>();
            services.AddSingleton<DemoHistory>();
            services.AddSingleton<DemoTickets>();
            services.AddSingleton<DemoForecasts>();
            services.AddSingleton<DemoEfficiency>();
            services.AddSingleton<DemoAnomalies>();
            services.AddSingleton<DemoHappenings>();
            services.AddSingleton<DemoLogs>();
            services.AddSingleton<DemoCauses>();

            // Its hosts are generated here: none has to find the server again after its start.
            services.AddSingleton(p => ActivatorUtilities.CreateInstance<CauseGatherer>(p, DateTimeOffset.UnixEpoch));
            services.AddSingleton<DemoRunbooks>();
            services.AddSingleton<DemoAgents>();
            services.AddHostedService<DemoData>();
        }
    }

    public static void MapDashboard(this WebApplication app) => StatusReportApi.Map(app);
}
