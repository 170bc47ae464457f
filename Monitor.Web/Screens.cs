using Microsoft.AspNetCore.Components.Web;
using Monitor.Web.Layout;
using Radzen;

namespace Monitor.Web;

/// <summary>The root: Blazor's components, routes and static files.</summary>
internal static class Screens
{
    public static void AddScreens(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddRadzenComponents();
        builder.Services.AddSingleton<ShellProfile>();
        builder.Services.AddScoped<SearchIndex>();
    }

    public static void MapScreens(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
