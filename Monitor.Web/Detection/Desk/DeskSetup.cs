namespace Monitor.Web.Detection.Desk;

internal static class DeskSetup
{
    public static void AddAnomalyDesk(this IServiceCollection services)
    {
        services.AddSingleton<AnomalyDesk>();
        services.AddSingleton<PatternDesk>();
        services.AddSingleton<SettingDesk>();
        services.AddSingleton<QualityReader>();
    }
}
