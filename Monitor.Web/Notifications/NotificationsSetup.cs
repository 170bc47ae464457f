using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;
using Monitor.Web.Jobs;
using Monitor.Web.Live;
using Monitor.Web.Notifications.Deliveries;
using Monitor.Web.Notifications.Mail;
using Monitor.Web.Notifications.Routing;
using Monitor.Web.Notifications.Sending;

namespace Monitor.Web.Notifications;

internal static class NotificationsSetup
{
    public static void AddNotifications(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BellQueries>();
        services.AddSingleton<TicketNotices>();
        services.AddSingleton<NewsRouting>();
        services.AddHostedService<NewsRouter>();
        services.AddSingleton<SmtpSender>();
        services.AddSingleton<MailChannel>();
        services.AddSingleton<WebhookChannel>();
        services.AddSingleton<ChannelPauses>();
        services.AddSingleton<DeliveryPost>();
        services.AddSingleton<DeliveryQueries>();
        services.AddSingleton<DeliveryDesk>();
        services.AddHostedService<DeliveryWatch>();
        services.AddMonitorJob<NoticeRetentionJob>(JobSchedule.Every(NoticeRetentionJob.Interval), "Retention of notices");
        services.AddSingleton<IHostedService>(p => Worker(p, p.GetRequiredService<WebhookChannel>()));
        if (!string.IsNullOrWhiteSpace(builder.Configuration[$"{MailOptions.Section}:{nameof(MailOptions.Host)}"]))
        {
            services.AddSingleton<IHostedService>(p => Worker(p, p.GetRequiredService<MailChannel>()));
        }
    }

    public static void MapNotifications(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<MailOptions>>().Value is { IsOn: true, AuthorityFile: { Length: > 0 } file })
        {
            MailTrust.Add(file);
        }
    }

    private static DeliveryWorker Worker(IServiceProvider services, INotificationChannel channel) => new(
        channel, services.GetRequiredService<DeliveryPost>(), services.GetRequiredService<LiveFeed>(), services.GetRequiredService<HealthBoard>(),
        services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<DeliveryWorker>>());
}
