using Microsoft.AspNetCore.Components;
using Monitor.Web.Access.People;

namespace Monitor.Web.Access.Account;

/// <summary>Looking at the link changes nothing (mail scanners and previews do that); only the form uses it up.</summary>
public sealed partial class InvitationPage(IServiceProvider services, NavigationManager navigation)
{
    private string? _userName;
    private string? _problem;

    [Parameter]
    public string Link { get; set; } = "";

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm(FormName = "invitation")]
    private ChosenPassword Input { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new ChosenPassword();
        HttpContext.Response.Headers.CacheControl = "no-store";
        HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        _userName = await services.GetRequiredService<InvitationDesk>().FindAsync(Link, HttpContext.RequestAborted);
        if (_userName is null)
        {
            // Not 404: that status hands the answer over to the page for unknown addresses.
            HttpContext.Response.StatusCode = StatusCodes.Status410Gone;
        }
    }

    private async Task AcceptAsync()
    {
        var desk = services.GetRequiredService<InvitationDesk>();
        _problem = await desk.AcceptAsync(Link, Input.New, HttpContext.PeerAddress(), HttpContext.RequestAborted);
        if (_problem is null)
        {
            navigation.NavigateTo(AccountPaths.SignIn + "?done=password");
        }
    }
}
