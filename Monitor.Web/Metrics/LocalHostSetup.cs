using Monitor.Web.Hosting;

namespace Monitor.Web.Metrics;

internal static class LocalHostSetup
{
    public static void AddLocalHost(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LocalHostEnrolment>();
        builder.Services.AddSingleton<EnrolLocalHost>(provider => provider.GetRequiredService<LocalHostEnrolment>().EnrolAsync);
        builder.Services.AddHostedService<ServerSamples>();
    }
}
