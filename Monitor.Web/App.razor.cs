using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Monitor.Web;

public sealed partial class App
{
    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    /// <summary>Account pages are static (they set cookies); everything else is interactive.</summary>
    private IComponentRenderMode? Mode => HttpContext.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    /// <summary>Read here as well as in the layout, so that the first painted frame already has the right theme.</summary>
    private bool IsDark => HttpContext.Request.Cookies["monitor.theme"] == "standard-dark";
}
