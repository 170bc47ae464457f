using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Radzen;

namespace Monitor.Web.Layout;

public sealed partial class MainLayout(
    NavigationManager navigation, IJSRuntime javaScript, ThemeService theme, UserZone zone, ShellProfile profile) : IAsyncDisposable
{
    private static readonly RailItem[] All =
    [
        new("/", "Home", "home", Permissions.PortalUse),
        new("/hosts", "Hosts", "hosts", Permissions.HostsRead, "reports"),
        new("/problems", "Problems", "problems", Permissions.ProblemsRead, "anomalies"),
        new("/logs", "Logs", "logs", Permissions.LogsRead),
        new("/forecasts", "Forecasts", "forecasts", Permissions.ForecastsRead),
        new("/tickets", "Tickets", "tickets", Permissions.TicketsRead, "root-cause"),
        new("/efficiency", "Efficiency", "efficiency", Permissions.EfficiencyRead),
        new("/knowledge", "Knowledge", "book", Permissions.PortalUse),
        new("/admin", "Admin", "admin", Permissions.RulesRead),
    ];

    private ErrorBoundary? _boundary;
    private IJSObjectReference? _module;
    private IJSObjectReference? _listener;
    private DotNetObjectReference<MainLayout>? _self;
    private IReadOnlySet<string> _permissions = new HashSet<string>();
    private ClaimsPrincipal? _person;
    private bool _railOpen;
    private bool _searchOpen;
    private bool _dark;

    /// <param name="Also">Pages of another address that belong to it.</param>
    private sealed record RailItem(string Address, string Title, string Icon, string Permission, string? Also = null);

    [CascadingParameter]
    public Task<AuthenticationState>? AuthenticationState { get; set; }

    private UserZone Zone => zone;

    private bool IsAlsoAt(RailItem item) => item.Also is { } also && navigation.ToBaseRelativePath(navigation.Uri).StartsWith(also, StringComparison.Ordinal);

    private bool IsDemo => profile.IsDemo;

    private string SkipAddress => new Uri(navigation.Uri).PathAndQuery + "#content";

    [JSInvokable]
    public async Task OpenSearchAsync()
    {
        _searchOpen = true;
        await InvokeAsync(StateHasChanged);
    }

    protected override async Task OnInitializedAsync()
    {
        navigation.LocationChanged += Navigated;
        if (AuthenticationState is not null)
        {
            var user = (await AuthenticationState).User;
            var (role, _, _) = await profile.FindAsync(user, CancellationToken.None);
            _permissions = Roles.PermissionsOf(role);
        }
    }

    /// <summary>The frame asks nothing of the database as one goes from page to page: what each page shows is asked for there.</summary>
    protected override async Task OnParametersSetAsync()
    {
        var user = AuthenticationState is null ? null : (await AuthenticationState).User;
        _person = user?.Identity?.IsAuthenticated == true ? user : null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        try
        {
            _module = await javaScript.InvokeAsync<IJSObjectReference>("import", "/js/shell.js");
            _dark = theme.Theme?.Contains("dark", StringComparison.Ordinal) == true;
            if (!zone.IsKnown)
            {
                zone.Set(await _module.InvokeAsync<string>("timeZone"));
            }

            _self = DotNetObjectReference.Create(this);
            _listener = await _module.InvokeAsync<IJSObjectReference>("listen", _self);
            StateHasChanged();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or ObjectDisposedException or OperationCanceledException)
        {
            // The reader left before the page was ready.
        }
    }

    private IEnumerable<RailItem> Items => _person is null ? [] : All.Where(i => _permissions.Contains(i.Permission));

    private async Task ToggleThemeAsync()
    {
        _dark = !_dark;
        theme.SetTheme(_dark ? "standard-dark" : "standard");
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("setTheme", _dark);
        }
    }

    private void Navigated(object? sender, LocationChangedEventArgs e)
    {
        _railOpen = false;
        _searchOpen = false;
        _boundary?.Recover();
        _ = InvokeAsync(StateHasChanged);
    }

    private void Recover() => _boundary?.Recover();

    public async ValueTask DisposeAsync()
    {
        navigation.LocationChanged -= Navigated;
        try
        {
            if (_listener is not null)
            {
                await _listener.InvokeVoidAsync("dispose");
                await _listener.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The circuit is gone; so are the listeners.
        }

        _self?.Dispose();
    }
}
