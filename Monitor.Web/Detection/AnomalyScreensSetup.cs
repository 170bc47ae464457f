using Monitor.Web.Detection.Replay;
using Monitor.Web.Detection.Screens.Charts;
using Monitor.Web.Detection.Screens.Forest;
using Monitor.Web.Detection.Screens.Listing;
using Monitor.Web.Detection.Screens.Settings;
using Monitor.Web.Detection.Screens.Single;

namespace Monitor.Web.Detection;

/// <summary>What people see of anomaly detection, and the replay behind it.</summary>
internal static class AnomalyScreensSetup
{
    public static void AddAnomalyScreens(this IServiceCollection services)
    {
        services.AddSingleton<SeriesReplay>();
        services.AddSingleton<ExpectedBands>();
        services.AddSingleton<ChartMarkReader>();
        services.AddSingleton<AnomalyPictures>();
        services.AddSingleton<AnomalyViewReader>();
        services.AddSingleton<ForestReader>();
        services.AddSingleton<SettingChoices>();
        services.AddSingleton<DetectorRehearsal>();
    }
}
