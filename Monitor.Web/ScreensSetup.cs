using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Diagnostics;
using Monitor.Web.Layout;
using Radzen;

namespace Monitor.Web;

/// <summary>The root: Blazor's components, routes and static files.</summary>
internal static class ScreensSetup
{
    public static void AddScreens(this WebApplicationBuilder builder)
    {
        // An event carries the whole text of its box twice: 30,000 characters (the longest article) of three bytes each, and not more than that.
        builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = 192 << 10);
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddRadzenComponents();
        builder.Services.AddSingleton<ShellProfile>();
        builder.Services.AddScoped<SearchIndex>();
    }

    /// <summary>A person who follows a dead link gets a page that says so; the API's answers are left as they are. Comes before everything else.</summary>
    public static void UseNotFoundPage(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/api") && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }

            return next(context);
        });
    }

    public static void MapScreens(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
