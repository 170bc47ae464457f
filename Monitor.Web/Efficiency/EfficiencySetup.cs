using Monitor.Web.Efficiency.Desk;
using Monitor.Web.Efficiency.Reading;
using Monitor.Web.Efficiency.Refreshing;
using Monitor.Web.Efficiency.Screens.Settings;
using Monitor.Web.Efficiency.Screens.Sizes;
using Monitor.Web.Efficiency.Settings;
using Monitor.Web.Efficiency.Sizing;
using Monitor.Web.Jobs;
using Monitor.Web.Store;

namespace Monitor.Web.Efficiency;

internal static class EfficiencySetup
{
    public static void AddEfficiency(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<PlanReader>();
        services.AddSingleton(s => new ReiTeller(s.GetRequiredService<SeriesRecorder>().RecordAsync));
        services.AddSingleton<ReiRefresher>();
        services.AddMonitorJob<ReiJob>(JobSchedule.Every(ReiJob.Interval), "Efficiency of hosts");
        services.AddSingleton<SizingReader>();
        services.AddSingleton<SizeLook>();
        services.AddMonitorJob<SizeJob>(JobSchedule.Every(SizeJob.Interval), "Sizes that are proposed");
        services.AddSingleton<EfficiencyReader>();
        services.AddSingleton<EfficiencyGroups>();
        services.AddSingleton<SizeReader>();
        services.AddSingleton<CapacityReader>();
        services.AddSingleton<SettingsDesk>();
        services.AddSingleton<SizeTickets>();
        services.AddSingleton<SizeBoard>();
        services.AddSingleton<SettingsGroups>();
        services.AddSingleton<SettingsBoard>();
    }

    public static void MapEfficiency(this WebApplication app)
    {
        ReiApi.Map(app);
        SizesForm.Map(app);
    }
}
