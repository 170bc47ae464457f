using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access.People;

namespace Monitor.Web.Access.Account;

public sealed partial class PasswordPage(IServiceProvider services, AccessGate gate, SignInManager<MonitorUser> signIn, NavigationManager navigation)
{
    private string? _problem;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm(FormName = "password")]
    private PasswordInput Input { get; set; } = null!;

    protected override void OnInitialized() => Input ??= new PasswordInput();

    private async Task ChangeAsync()
    {
        var actor = await gate.RequireAsync(HttpContext.User, Permissions.PortalUse, HttpContext.RequestAborted);
        var desk = services.GetRequiredService<ProfileDesk>();
        var (user, problem) = await desk.ChangePasswordAsync(actor, Input.Current, Input.New, HttpContext.RequestAborted);
        if (user is null)
        {
            _problem = problem;
            return;
        }

        await signIn.SignInAsync(user, isPersistent: false);
        navigation.NavigateTo("/profile?done=password");
    }

    private sealed class PasswordInput : ChosenPassword
    {
        [Required(ErrorMessage = "Enter your current password.")]
        [StringLength(1000, ErrorMessage = "The password is too long.")]
        public string Current { get; set; } = "";
    }
}
