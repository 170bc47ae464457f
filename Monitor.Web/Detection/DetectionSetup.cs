using Monitor.Web.Detection.Desk;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Jobs;

namespace Monitor.Web.Detection;

internal static class DetectionSetup
{
    public static void AddDetection(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddAnomalyScreens();
        services.AddSingleton<LastWeekLoader>();
        services.AddSingleton<PendingReplay>();
        services.AddSingleton<StreamIndex>();
        services.AddSingleton<TickJudge>();
        services.AddSingleton<FreshJudge>();
        services.AddHostedService<DetectionLoop>();
        services.AddAnomalies();
        services.AddSingleton<SilenceWatch>();
        services.AddSingleton<SeriesSightings>();
        services.AddSingleton<StateWatch>();
        services.AddSingleton<SeriesAbsence>();
        services.AddSingleton<GoneSeries>();
        services.AddMonitorJob<StateWatchJob>(JobSchedule.Every(HostSilentJob.Interval), "Missing series and text states");
        services.AddMonitorJob<GoneSeriesJob>(JobSchedule.Every(GoneSeriesJob.Interval), "Problems of series that are gone");
        services.AddMonitorJob<HostSilentJob>(JobSchedule.Every(HostSilentJob.Interval), "Hosts that fell silent");
        services.AddHostAnomalies();
        services.AddAnomalyDesk();
    }

    public static void MapDetection(this WebApplication app) => AnomaliesApi.Map(app);
}
