namespace Monitor.Web.Notifications;

internal static class NotificationsSetup
{
    public static void AddNotifications(this WebApplicationBuilder builder) => builder.Services.AddSingleton<BellQueries>();

    public static void MapNotifications(this WebApplication app)
    {
    }
}
