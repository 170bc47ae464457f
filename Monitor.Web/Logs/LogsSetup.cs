using Monitor.Web.Logs.Intake;
using Monitor.Web.Logs.Mining;

namespace Monitor.Web.Logs;

internal static class LogsSetup
{
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<LogIntakeOptions>().BindConfiguration(LogIntakeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LogDoor>();
        services.AddSingleton<UnknownSenders>();
        services.AddSingleton<LogTemplateStore>();
        services.AddSingleton<LogForms>();
        services.AddSingleton<LogRecount>();
        services.AddSingleton<LogMiner>();
        services.AddHostedService<LogMiningLoop>();
        services.AddLogScreens();
    }

    public static void MapLogs(this WebApplication app) => app.MapLogScreens();
}
