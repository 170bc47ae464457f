using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Monitor.Web.Layout;

namespace Monitor.Web;

public sealed partial class App(ShellProfile profile)
{
    private string _zone = "";
    private string _culture = "";

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    /// <summary>Account pages are static (they set cookies); everything else is interactive.</summary>
    private IComponentRenderMode? Mode => HttpContext.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    /// <summary>The profile's time zone, else the browser's, so that the first painted frame already shows the right times.</summary>
    protected override async Task OnInitializedAsync()
    {
        (_, var timeZone, _culture) = await profile.FindAsync(HttpContext.User, HttpContext.RequestAborted);
        _zone = timeZone.Length > 0 ? timeZone : Uri.UnescapeDataString(HttpContext.Request.Cookies["monitor.zone"] ?? "");
    }

    /// <summary>Read here as well as in the layout, so that the first painted frame already has the right theme.</summary>
    private bool IsDark => HttpContext.Request.Cookies["monitor.theme"] == "standard-dark";
}
