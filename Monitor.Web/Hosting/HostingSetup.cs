using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Monitor.Web.Hosting;

internal static class HostingSetup
{
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        LogSetup.Add(builder);
        services.Configure<HostOptions>(options =>
        {
            options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
            options.ShutdownTimeout = TimeSpan.FromSeconds(10);
        });
        services.AddProblemDetails();
        ApiJson.Add(services);
        ApiDescription.Add(services);
        services.AddSingleton<HealthBoard>();
        services.AddSingleton<DatabaseProbe>();
        services.TryAddSingleton(ServerCertificate.None);
        services.AddSingleton<ServerAddress>();
        services.AddSingleton<SelfMetrics>();
        services.AddHostedService<SelfMetricsLoop>();
        services.AddSingleton<LocalAgent>();
        services.AddHostedService(provider => provider.GetRequiredService<LocalAgent>());
        services.AddHostedService<Greeting>();
    }

    /// <summary>The outermost layers of every answer come first.</summary>
    public static void MapHosting(this WebApplication app)
    {
        TrustedProxies.Use(app);
        SecurityHeaders.Use(app);
        LastResort.Use(app);
        LastResort.UseForPrograms(app);
        HealthEndpoints.Map(app);
        ApiDescription.Map(app);
    }
}
