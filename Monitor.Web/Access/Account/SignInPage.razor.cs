using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Monitor.Data;

namespace Monitor.Web.Access.Account;

public sealed partial class SignInPage(IServiceProvider services, SignInManager<MonitorUser> signIn, NavigationManager navigation)
{
    private string? _problem;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    private SignInInput Input { get; set; } = null!;

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

    protected override void OnInitialized() => Input ??= new SignInInput();

    private async Task SignInAsync()
    {
        var desk = services.GetRequiredService<SignInDesk>();
        var outcome = await desk.CheckAsync(Input.UserName, Input.Password, HttpContext.PeerAddress(), HttpContext.RequestAborted);
        if (outcome.User is { } user)
        {
            await signIn.SignInAsync(user, isPersistent: false);
            navigation.NavigateTo(AccountPaths.Local(ReturnUrl));
            return;
        }

        Input.Password = "";
        if (outcome.Wait is { } wait)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", System.Globalization.CultureInfo.InvariantCulture);
            var minutes = Math.Ceiling(wait.TotalMinutes);
            _problem = wait == SignInThrottle.Busy
                ? "Too many people sign in from this address at this moment. Try again in a moment."
                : $"Too many failed attempts from this address. Try again in {minutes:0} {(minutes == 1 ? "minute" : "minutes")}.";
        }
        else
        {
            HttpContext.Response.StatusCode = StatusCodes.Status401Unauthorized;
            _problem = "The user name or the password is wrong.";
        }
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
