namespace Monitor.Web.Dashboard.StatusReport;

internal static class StatusReportSetup
{
    public static void AddStatusReport(this IServiceCollection services)
    {
        services.AddSingleton<StatusResourceReader>();
        services.AddSingleton<StatusHorizons>();
        services.AddSingleton<StatusGradeReader>();
        services.AddSingleton<StatusForecastReader>();
        services.AddSingleton<StatusTicketReader>();
        services.AddSingleton<StatusEfficiencyReader>();
        services.AddSingleton<StatusReader>();
    }
}
