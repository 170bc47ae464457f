namespace Monitor.Web.Notifications;

internal static class NotificationsSetup
{
    public static void AddNotifications(this WebApplicationBuilder builder)
    {
    }

    public static void MapNotifications(this WebApplication app)
    {
    }
}
