namespace Monitor.Web.Access;

internal static class AccessSetup
{
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddScoped<AccessGate>();
        services.AddSingleton<AuditLog>();
    }

    public static void MapAccess(this WebApplication app)
    {
    }
}
