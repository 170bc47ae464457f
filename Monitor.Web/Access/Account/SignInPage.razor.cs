using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Monitor.Data;
using Monitor.Web.Access.SecondFactors;

namespace Monitor.Web.Access.Account;

public sealed partial class SignInPage(IServiceProvider services, SignInManager<MonitorUser> signIn, NavigationManager navigation)
{
    private const string TooLate = "That took too long. Sign in again.";

    private string? _problem;

    /// <summary>That the password was right, for the form that comes next.</summary>
    private string? _passed;

    private SecondFactorOffer? _offer;
    private IReadOnlyList<string>? _codes;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    private SignInInput Input { get; set; } = null!;

    [SupplyParameterFromForm]
    private SecondFactorInput? Second { get; set; }

    [SupplyParameterFromQuery(Name = AccountPaths.ReturnUrl)]
    private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery(Name = "done")]
    private string? Done { get; set; }

    private string? Notice => Done switch
    {
        "password" => "Your password is set. Sign in with it.",
        "everywhere" => "You are signed out everywhere.",
        _ => null,
    };

    private SecondFactorDesk SecondDesk => services.GetRequiredService<SecondFactorDesk>();

    protected override async Task OnInitializedAsync()
    {
        Input ??= new SignInInput();
        if (Second is { Passed.Length: > 0 })
        {
            _passed = Second.Passed;
            _offer = Second.Shown.Length > 0 ? await OfferAsync() : null;
        }
    }

    private async Task SignInAsync()
    {
        var outcome = await services.GetRequiredService<SignInDesk>().CheckAsync(Input.UserName, Input.Password, HttpContext.PeerAddress(), HttpContext.RequestAborted);
        Input.Password = "";
        if (outcome.Paper is not null)
        {
            HttpContext.Response.Headers.CacheControl = "no-store";
            _passed = outcome.Paper;
            _offer = outcome.MustSetUp ? await OfferAsync() : null;
            return;
        }

        await EndAsync(outcome, "The user name or the password is wrong.");
    }

    /// <summary>Which of the two forms it was is said by what it brings: a page that changed meanwhile has the other one.</summary>
    private Task SecondAsync() => Second!.Shown.Length > 0 ? SetUpAsync() : ConfirmAsync();

    private async Task ConfirmAsync()
    {
        var outcome = await services.GetRequiredService<SignInDesk>().ConfirmAsync(_passed ?? "", Second!.Code, HttpContext.PeerAddress(), HttpContext.RequestAborted);
        _passed = outcome.Paper;
        await EndAsync(outcome, outcome.Paper is null ? TooLate : "The code is wrong, or was used before. Wait for the next one.");
    }

    private async Task SetUpAsync()
    {
        var outcome = await SecondDesk.TurnOnAsync(_passed ?? "", Second!.Shown, Second.Code, HttpContext.PeerAddress(), HttpContext.RequestAborted);
        if (outcome.User is not { } user)
        {
            (_problem, HttpContext.Response.StatusCode) = (outcome.Problem, StatusCodes.Status401Unauthorized);
            _passed = _offer is null ? null : _passed;
            return;
        }

        await services.GetRequiredService<SignInDesk>().RecordAsync(user, HttpContext.PeerAddress(), HttpContext.RequestAborted);
        await signIn.SignInAsync(user, isPersistent: false);
        _codes = outcome.Codes;
    }

    private Task<SecondFactorOffer?> OfferAsync() => SecondDesk.OfferToAsync(_passed!, Second?.Shown, HttpContext.Request.Host.Host, HttpContext.RequestAborted);

    private async Task EndAsync(SignInOutcome outcome, string wrong)
    {
        if (outcome.User is { } user)
        {
            await signIn.SignInAsync(user, isPersistent: false);
            navigation.NavigateTo(AccountPaths.Local(ReturnUrl));
            return;
        }

        if (outcome.Wait is not { } wait)
        {
            (_problem, HttpContext.Response.StatusCode) = (wrong, StatusCodes.Status401Unauthorized);
            return;
        }

        HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", System.Globalization.CultureInfo.InvariantCulture);
        var minutes = Math.Ceiling(wait.TotalMinutes);
        _problem = wait == SignInThrottle.Busy
            ? "Too many people sign in from this address at this moment. Try again in a moment."
            : $"Too many failed attempts from this address. Try again in {minutes:0} {(minutes == 1 ? "minute" : "minutes")}.";
    }

    private sealed class SignInInput
    {
        [Required(ErrorMessage = "Enter your user name.")]
        [StringLength(256, ErrorMessage = "The user name is too long.")]
        public string UserName { get; set; } = "";

        [Required(ErrorMessage = "Enter your password.")]
        [StringLength(1000, ErrorMessage = "The password is too long.")]
        public string Password { get; set; } = "";
    }
}
