namespace Monitor.Web.Live;

internal static class LiveSetup
{
    public static void AddLive(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<LiveFeed>();
    }

    public static void MapLive(this WebApplication app)
    {
    }
}
