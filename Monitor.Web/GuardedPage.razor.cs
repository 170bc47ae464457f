using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Web.Hosting;
using Monitor.Web.Layout;
using RouteData = Microsoft.AspNetCore.Components.RouteData;

namespace Monitor.Web;

/// <summary>
/// Shows a page to whoever may see it. The framework's own view takes the page away while it asks, and what may be seen is asked of the database: a page whose
/// filter is in its address would be built anew for each change of it, and lose what it has just said. Here such a page stays until the answer is there.
/// </summary>
public sealed partial class GuardedPage(IAuthorizationService authorization, IAuthorizationPolicyProvider policies, NavigationManager navigation) : ComponentBase
{
    private RouteData? _shown;
    private Type _layout = typeof(MainLayout);
    private string _place = "";
    private Dictionary<string, object?> _values = [];
    private bool _isAllowed;

    [Parameter, EditorRequired]
    public required RouteData RouteData { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var (asked, place) = (RouteData, PlaceOf(RouteData));
        if (place != _place)
        {
            // The query of the new address is not for the old page.
            _shown = null;
        }

        _place = place;
        if (ReadableAddress.Unreadable(asked.PageType, navigation.Uri) is { Count: > 0 } wrong)
        {
            _shown = null;
            navigation.NavigateTo(navigation.GetUriWithQueryParameters(wrong.ToDictionary(name => name, object? (_) => null)), replace: true);
            return;
        }

        bool isAllowed;
        try
        {
            isAllowed = await IsAllowedAsync(asked);
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault) && RendererInfo.IsInteractive)
        {
            // Who may see it is not known now. The page that is there stays; instead of another one the server says that the database is away.
            if (_shown is null)
            {
                navigation.NavigateTo(navigation.Uri, forceLoad: true);
            }

            return;
        }

        if (!ReferenceEquals(asked, RouteData))
        {
            return;
        }

        (_shown, _isAllowed) = (asked, isAllowed);
        _layout = asked.PageType.GetCustomAttribute<LayoutAttribute>()?.LayoutType ?? typeof(MainLayout);
        _values = asked.RouteValues.ToDictionary(v => v.Key, v => v.Value);
    }

    private async Task<bool> IsAllowedAsync(RouteData asked)
    {
        var attributes = asked.PageType.GetCustomAttributes(inherit: true);
        if (attributes.OfType<IAllowAnonymous>().Any())
        {
            return true;
        }

        // A page that names no permission is for nobody.
        var policy = await AuthorizationPolicy.CombineAsync(policies, attributes.OfType<IAuthorizeData>());
        return policy is not null && (await authorization.AuthorizeAsync((await AuthenticationState).User, asked, policy)).Succeeded;
    }

    /// <summary>Another thing of the same kind is another page; another filter of it is not.</summary>
    private static string PlaceOf(RouteData route) =>
        string.Join('/', route.RouteValues.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}").Prepend(route.PageType.FullName));
}
