namespace Monitor.Web.Intake.Syslog;

internal static class SyslogSetup
{
    public static void AddSyslog(this IServiceCollection services)
    {
        services.AddOptions<SyslogOptions>().BindConfiguration(SyslogOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SyslogQueue>();
        services.AddSingleton<SyslogHosts>();
        services.AddSingleton<SyslogLoop>();
        services.AddSingleton<SyslogListener>();

        // In this order, so that at the end nobody listens any more while what has come is stored.
        services.AddHostedService(provider => provider.GetRequiredService<SyslogLoop>());
        services.AddHostedService(provider => provider.GetRequiredService<SyslogListener>());
    }
}
