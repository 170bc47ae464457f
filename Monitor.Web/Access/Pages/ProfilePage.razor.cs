using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access.Account;
using Monitor.Web.Access.People;
using Monitor.Web.Access.SecondFactors;
using Monitor.Web.Components;

namespace Monitor.Web.Access.Pages;

public sealed partial class ProfilePage
{
    private static readonly IReadOnlyList<string> Zones = [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId).Select(z => z.Id).Order(StringComparer.Ordinal)];

    private static readonly IReadOnlyList<CultureInfo> Cultures = [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures).OrderBy(c => c.Name, StringComparer.Ordinal)];

    private string _userName = "";
    private string _role = "";
    private string? _mail;
    private DateTimeOffset? _second;

    /// <summary>The time zone that is saved.</summary>
    private string _zoneName = "";
    private ProfileInput? _input;

    [Inject]
    public required UserZone Zone { get; set; }

    [SupplyParameterFromQuery(Name = "done")]
    private string? DoneQuery { get; set; }

    private sealed class ProfileInput
    {
        public string DisplayName { get; set; } = "";

        public string TimeZone { get; set; } = "";

        public string Culture { get; set; } = "";

        public bool WantsMail { get; set; }
    }

    protected override Task OnInitializedAsync()
    {
        Done = DoneQuery switch { "password" => "The password is changed.", "second-factor" => "The second factor is off.", _ => null };
        return ReadAsync();
    }

    private Task ReadAsync() => LoadAsync(Permissions.PortalUse, async actor =>
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<MonitorDb>>().CreateDbContextAsync(Gone);
        var user = await db.Users.AsNoTracking().Where(u => u.Id == actor.UserId).Select(u => new { u.DisplayName, u.TimeZone, u.Culture, u.Email, u.WantsMail }).SingleAsync(Gone);
        _second = await Services.GetRequiredService<SecondFactorDesk>().SinceAsync(actor, Gone);
        (_userName, _role, _mail, _zoneName) = (actor.Name, Roles.Title(actor.Role), user.Email, user.TimeZone);
        _input = new ProfileInput { DisplayName = user.DisplayName, TimeZone = user.TimeZone, Culture = user.Culture, WantsMail = user.WantsMail };
    });

    private Task SaveAsync() => ActAsync(Permissions.PortalUse, async actor =>
    {
        Problem = await Services.GetRequiredService<ProfileDesk>()
            .ChangeAsync(actor, _input!.DisplayName, _input.TimeZone.Trim(), _input.Culture.Trim(), _input.WantsMail, Gone);
        if (Problem is not null)
        {
            return;
        }

        Done = _input.TimeZone.Trim().Length == 0 && _zoneName.Length > 0 ? "Saved. The browser's time zone counts after a reload." : "Saved.";
        _zoneName = _input.TimeZone.Trim();
        Zone.WriteAs(_input.Culture.Trim());
        if (_input.TimeZone.Trim().Length > 0)
        {
            Zone.Set(_input.TimeZone.Trim());
        }
    });

    private Task SignOutEverywhereAsync() => ActAsync(Permissions.PortalUse, async actor =>
    {
        await Services.GetRequiredService<ProfileDesk>().SignOutEverywhereAsync(actor, Gone);
        Navigation.NavigateTo(AccountPaths.SignIn + "?done=everywhere", forceLoad: true);
    });
}
