namespace Monitor.Web.Detection;

internal static class AnomaliesSetup
{
    public static void AddAnomalies(this IServiceCollection services)
    {
        services.AddOptions<DetectionOptions>().BindConfiguration(DetectionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DetectionFactsReader>();
        services.AddSingleton<DetectionFigures>();
        services.AddSingleton<AnomalyBook>();
        services.AddSingleton(new DetectorSource(DetectorSource.Shipped));
        services.AddSingleton<DetectorBank>();
        services.AddSingleton<StreamStates>();
        services.AddSingleton<StreamReplay>();
        services.AddSingleton<StateSaving>();
        services.AddSingleton<StreamOpening>();
        services.AddSingleton<MarkBudget>();
        services.AddSingleton<SeriesMarks>();
        services.AddSingleton<LostEnds>();
        services.AddSingleton<AnomalyJudge>();
        services.AddHostedService<AnomalyLoop>();
    }
}
