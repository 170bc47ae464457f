namespace Monitor.Web.Components;

internal static class ComponentsSetup
{
    public static void AddComponents(this WebApplicationBuilder builder) => builder.Services.AddScoped<UserZone>();
}
