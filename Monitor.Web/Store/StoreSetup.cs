namespace Monitor.Web.Store;

internal static class StoreSetup
{
    public static void AddStore(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<CommitFeed>();
        services.AddSingleton<Outbox>();
    }

    public static void MapStore(this WebApplication app)
    {
    }
}
