using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access.SecondFactors;
using Monitor.Web.Components;

namespace Monitor.Web.Access.Account;

/// <summary>Sets up the codes of an app beside the password, and takes them away again.</summary>
public sealed partial class SecondFactorPage(IServiceProvider services, AccessGate gate, SignInManager<MonitorUser> signIn, NavigationManager navigation)
{
    private DateTimeOffset? _since;
    private SecondFactorOffer? _offer;
    private IReadOnlyList<string>? _codes;
    private string? _problem;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [Inject]
    public required UserZone Zone { get; set; }

    [SupplyParameterFromForm]
    private SecondFactorInput? Input { get; set; }

    private SecondFactorDesk Desk => services.GetRequiredService<SecondFactorDesk>();

    protected override async Task OnInitializedAsync()
    {
        HttpContext.Response.Headers.CacheControl = "no-store";
        var actor = await ActorAsync();
        _since = await Desk.SinceAsync(actor, HttpContext.RequestAborted);
        if (_since is null)
        {
            _offer = await Desk.OfferAsync(actor.UserId!.Value, Input?.Shown, HttpContext.Request.Host.Host, HttpContext.RequestAborted);
        }
    }

    private Task<Actor> ActorAsync() => gate.RequireAsync(HttpContext.User, Permissions.PortalUse, HttpContext.RequestAborted);

    /// <summary>What it was is said by what it brings: a page that changed meanwhile has the other form.</summary>
    private Task TurnAsync() => Input!.Shown.Length > 0 ? TurnOnAsync() : TurnOffAsync();

    private async Task TurnOnAsync()
    {
        var outcome = await Desk.TurnOnAsync(await ActorAsync(), Input!.Password, Input.Shown, Input.Code, HttpContext.RequestAborted);
        (_codes, _problem) = (outcome.User is null ? null : outcome.Codes, outcome.Problem);
        if (outcome.User is { } user)
        {
            await signIn.SignInAsync(user, isPersistent: false);
        }
    }

    private async Task TurnOffAsync()
    {
        var (user, problem) = await Desk.TurnOffAsync(await ActorAsync(), Input!.Password, Input.Code, HttpContext.RequestAborted);
        _problem = problem;
        if (user is not null)
        {
            await signIn.SignInAsync(user, isPersistent: false);
            navigation.NavigateTo("/profile?done=second-factor");
        }
    }
}
