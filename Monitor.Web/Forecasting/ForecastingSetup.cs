using Monitor.Web.Forecasting.Breaks;
using Monitor.Web.Forecasting.Models;
using Monitor.Web.Forecasting.Outlook;
using Monitor.Web.Forecasting.Predictions;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Forecasting.Scores;
using Monitor.Web.Jobs;

namespace Monitor.Web.Forecasting;

internal static class ForecastingSetup
{
    public static void AddForecasting(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ForecastingOptions>().BindConfiguration(ForecastingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ForecastModels>();
        services.AddSingleton<ForecastBudget>();
        services.AddSingleton<ForecastFigures>();
        services.AddSingleton<ForecastSubjects>();
        services.AddSingleton<ForecastPartitions>();
        services.AddSingleton<ForecastTools>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<ForecastRefresher>();
        services.AddMonitorJob<ForecastJob>(JobSchedule.Every(ForecastJob.Interval), "Forecasts and their grades");
        services.AddSingleton<ModelTraining>();
        services.AddMonitorJob<ModelTrainingJob>(JobSchedule.Every(ModelTrainingJob.Interval), "Training of forecast models");
        services.AddSingleton<ForecastDesk>();
        services.AddSingleton<ModelDesk>();
        services.AddPredictions();
        services.AddSingleton<ForecastReader>();
        services.AddSingleton<ScoreReader>();
        services.AddSingleton<BreakReader>();
        services.AddSingleton<ModelReader>();
        services.AddSingleton<OutlookReader>();
        services.AddSingleton<OutlookLearning>();
        services.AddSingleton<LimitReader>();
        services.AddSingleton<BreakBoard>();
        services.AddSingleton<BreakTickets>();
        services.AddSingleton<ScoreViewReader>();
    }

    public static void MapForecasting(this WebApplication app)
    {
        ForecastsApi.Map(app);
        ModelsApi.Map(app);
    }
}
