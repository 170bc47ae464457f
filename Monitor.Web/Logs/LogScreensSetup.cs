using Monitor.Web.Logs.Desk;

namespace Monitor.Web.Logs;

/// <summary>What people and programs see of logs.</summary>
internal static class LogScreensSetup
{
    public static void AddLogScreens(this IServiceCollection services)
    {
        services.AddSingleton<LogSourceNames>();
        services.AddSingleton<LogDesk>();
        services.AddSingleton<LogTail>();
        services.AddSingleton<LogExport>();
        services.AddSingleton<LogSourceDesk>();
        services.AddSingleton<UnknownSenderDesk>();
        services.AddSingleton<LogTemplateReader>();
    }

    public static void MapLogScreens(this IEndpointRouteBuilder app)
    {
        LogsApi.Map(app);
        LogsApi.MapForm(app);
    }
}
