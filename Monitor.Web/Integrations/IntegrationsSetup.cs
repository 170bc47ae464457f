namespace Monitor.Web.Integrations;

internal static class IntegrationsSetup
{
    public static void AddIntegrations(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<IntegrationsOptions>().BindConfiguration(IntegrationsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OutboundHttp>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookNotices>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookAudit>();
        services.AddSingleton<WebhookDesk>();
    }

    public static void MapIntegrations(this WebApplication app)
    {
    }
}
