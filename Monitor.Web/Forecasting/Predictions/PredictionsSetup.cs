using Monitor.Web.Jobs;

namespace Monitor.Web.Forecasting.Predictions;

internal static class PredictionsSetup
{
    public static void AddPredictions(this IServiceCollection services)
    {
        services.AddSingleton<PredictionJudge>();
        services.AddSingleton<PredictionSweep>();
        services.AddSingleton<PredictionScores>();
        services.AddMonitorJob<PredictionSweepJob>(JobSchedule.Every(PredictionSweepJob.Interval), "What became of predictions");
    }
}
