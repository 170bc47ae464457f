using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.Account;
using Monitor.Web.Access.People;
using Monitor.Web.Access.SecondFactors;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class SecondFactorTests(TestApplication application)
{
    private const string Path = "/account/sign-in";
    private static readonly CancellationToken Never = CancellationToken.None;

    private static async Task<(HttpStatusCode Status, string Page)> PasswordAsync(HttpClient client, string name)
    {
        using var answer = await client.PostSignInAsync(name, TestUser.Password);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<(HttpStatusCode Status, string Page)> CodeAsync(HttpClient client, string page, string code)
    {
        using var answer = await client.PostAsync(Path, AuthenticatorApp.Form(page, ("Second.Code", code)));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> HomeAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/");
        return answer.StatusCode;
    }

    [Fact]
    public async Task Who_turned_it_on_signs_in_with_a_code_that_counts_once_or_a_recovery_code_that_counts_once()
    {
        var user = await application.CreateUserAsync(Roles.Technician);
        using var first = await application.SignInAsync(user);
        var (app, codes) = await AuthenticatorApp.SetUpAsync(first);
        Assert.Equal(RecoveryCode.Count, codes.Count);
        Assert.Equal(HttpStatusCode.OK, await HomeAsync(first));
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.DoesNotContain(codes[0], await first.GetStringAsync("/account/second-factor"), StringComparison.Ordinal);

        using var client = application.CreateClient();
        var (status, page) = await PasswordAsync(client, user.Name);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(HttpStatusCode.Redirect, await HomeAsync(client));

        // What turned it on is used up.
        Assert.Equal(HttpStatusCode.Unauthorized, (await CodeAsync(client, page, app.Last())).Status);
        Assert.Equal(HttpStatusCode.Redirect, await HomeAsync(client));
        Assert.Equal(HttpStatusCode.Redirect, (await CodeAsync(client, page, app.Next())).Status);
        Assert.Equal(HttpStatusCode.OK, await HomeAsync(client));

        using var other = application.CreateClient();
        (_, page) = await PasswordAsync(other, user.Name);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CodeAsync(other, page, app.Last())).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await CodeAsync(other, page, codes[3].ToLowerInvariant())).Status);
        Assert.Equal(HttpStatusCode.OK, await HomeAsync(other));
        using var third = application.CreateClient();
        (_, page) = await PasswordAsync(third, user.Name);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CodeAsync(third, page, codes[3])).Status);

        await using var db = application.Database.CreateDb();
        var stored = await db.SecondFactors.AsNoTracking().SingleAsync(f => f.UserId == user.Id);
        Assert.Equal(RecoveryCode.Count - 1, stored.RecoveryCodes.Length);
        Assert.All(codes, c => Assert.DoesNotContain(c, string.Join(' ', stored.RecoveryCodes), StringComparison.Ordinal));
        Assert.Equal(["user.recovery_code_used", "user.second_factor_on", "user.sign_in_failed", "user.signed_in"],
            await db.Audit.Where(a => a.SubjectId == $"{user.Id}" && a.Subject == "user").Select(a => a.Act).Distinct().OrderBy(a => a).ToListAsync());
    }

    [Fact]
    public async Task It_goes_off_with_password_and_code_and_every_other_session_with_it()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        small.Application.LookAtEverySession();
        var user = await small.Application.CreateUserAsync(Roles.Viewer);
        using var client = await small.Application.SignInAsync(user);
        var (app, codes) = await AuthenticatorApp.SetUpAsync(client);
        using var elsewhere = small.Application.CreateClient();
        var (_, step) = await PasswordAsync(elsewhere, user.Name);
        Assert.Equal(HttpStatusCode.Redirect, (await CodeAsync(elsewhere, step, codes[1])).Status);
        Assert.Equal(HttpStatusCode.OK, await HomeAsync(elsewhere));
        const string Page = "/account/second-factor";
        foreach (var (password, code) in new[] { ("wrong-password-here", app.Next()), (TestUser.Password, app.Wrong()) })
        {
            using var refused = await client.PostAsync(Page, AuthenticatorApp.Form(await client.GetStringAsync(Page), ("Input.Password", password), ("Input.Code", code)));
            Assert.Contains("role=\"alert\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var done = await client.PostAsync(Page, AuthenticatorApp.Form(await client.GetStringAsync(Page), ("Input.Password", TestUser.Password), ("Input.Code", codes[0])));
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await HomeAsync(client));
        Assert.Equal(HttpStatusCode.Redirect, await HomeAsync(elsewhere));
        using var again = await small.Application.SignInAsync(user);
        Assert.Equal(HttpStatusCode.OK, await HomeAsync(again));
        await using var db = small.Application.Database.CreateDb();
        Assert.Equal(1, await db.Audit.CountAsync(a => a.Act == "user.second_factor_off" && a.UserId == user.Id));
    }

    [Fact]
    public async Task Attack_47_Wrong_codes_are_limited_like_wrong_passwords_and_the_right_password_does_not_forget_them()
    {
        // An application of its own: what fails here is not to lock others out.
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        var user = await small.Application.CreateUserAsync(Roles.Viewer);
        using var signedIn = await small.Application.SignInAsync(user);
        var (app, _) = await AuthenticatorApp.SetUpAsync(signedIn);
        using var client = small.Application.CreateClient();
        for (var i = 0; i < SignInThrottle.FailuresPerName; i++)
        {
            var (_, page) = await PasswordAsync(client, user.Name);
            Assert.Equal(HttpStatusCode.Unauthorized, (await CodeAsync(client, page, app.Wrong())).Status);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await PasswordAsync(client, user.Name)).Status);
    }

    [Fact]
    public async Task Attack_47_A_second_step_without_the_first_or_with_another_persons_is_nothing()
    {
        var (user, other) = (await application.CreateUserAsync(Roles.Viewer), await application.CreateUserAsync(Roles.Viewer));
        using var signedIn = await application.SignInAsync(user);
        var (app, _) = await AuthenticatorApp.SetUpAsync(signedIn);
        using var stranger = application.CreateClient();
        var page = await stranger.GetStringAsync(Path);
        using var forged = await stranger.PostAsync(Path, AuthenticatorApp.Form(page, ("_handler", "second"), ("Second.Passed", "forged"), ("Second.Code", app.Next())));
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await HomeAsync(stranger));

        // The picture of one is of no use to the other.
        using var others = await application.SignInAsync(other);
        var (mine, theirs) = (await others.GetStringAsync("/account/second-factor"), await application.SignInAsync(await application.CreateUserAsync(Roles.Viewer)));
        var foreign = await theirs.GetStringAsync("/account/second-factor");
        using var mixed = await others.PostAsync("/account/second-factor", AuthenticatorApp.Form(
            mine, ("Input.Shown", SignIn.FieldsOf(foreign)["Input.Shown"]), ("Input.Code", AuthenticatorApp.Of(foreign).Next()), ("Input.Password", TestUser.Password)));
        Assert.Contains("too old", await mixed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        theirs.Dispose();
        await using var db = application.Database.CreateDb();
        Assert.False(await db.SecondFactors.AnyAsync(f => f.UserId == other.Id));
    }

    [Fact]
    public async Task Attack_47_Who_knows_the_password_alone_sets_up_no_other_factor_on_the_way_in()
    {
        var user = await application.CreateUserAsync(Roles.Viewer);
        using var signedIn = await application.SignInAsync(user);
        var (app, _) = await AuthenticatorApp.SetUpAsync(signedIn);
        using var client = application.CreateClient();
        var (_, page) = await PasswordAsync(client, user.Name);
        var other = await application.Services.GetRequiredService<SecondFactorDesk>().OfferAsync(user.Id, null, "monitor.example.org", Never);

        // The form of who has none: it shows no secret, and takes none, even the right code of one that was shown to this person.
        foreach (var (shown, code) in new[] { ("forged", "123456"), (other.Paper, AuthenticatorApp.OfText(other.Text).Next()) })
        {
            using var answer = await client.PostAsync(Path, AuthenticatorApp.Form(page, ("Second.Shown", shown), ("Second.Code", code)));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.DoesNotContain("data-test=\"secret\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Redirect, await HomeAsync(client));
        Assert.Equal(HttpStatusCode.Redirect, (await CodeAsync(client, page, app.Next())).Status);
        Assert.Equal(HttpStatusCode.OK, await HomeAsync(client));
    }

    [Fact]
    public async Task A_role_that_must_have_one_sets_it_up_at_sign_in_and_an_administrator_takes_a_lost_one_away()
    {
        await using var small = new SmallApplication(null, ("Access:SecondFactorRoles", "lead, Admin"));
        await small.StartAsync();
        var (lead, viewer) = (await small.Application.CreateUserAsync(Roles.Lead), await small.Application.CreateUserAsync(Roles.Viewer));
        using (await small.Application.SignInAsync(viewer))
        {
        }

        using var client = small.Application.CreateClient();
        var (status, page) = await PasswordAsync(client, lead.Name);
        Assert.Equal(HttpStatusCode.OK, status);
        var app = AuthenticatorApp.Of(page);
        var (refused, same) = await CodeAsync(client, page, app.Wrong());
        Assert.Equal(HttpStatusCode.Unauthorized, refused);
        Assert.Equal(AuthenticatorApp.Of(same).Next(), AuthenticatorApp.Of(page).Next());
        Assert.Equal(HttpStatusCode.Redirect, await HomeAsync(client));
        var (done, codes) = await CodeAsync(client, same, app.Next());
        Assert.Equal((HttpStatusCode.OK, RecoveryCode.Count), (done, AuthenticatorApp.CodesOf(codes).Count));
        Assert.Equal(HttpStatusCode.OK, await HomeAsync(client));

        const string Page = "/account/second-factor";
        using var kept = await client.PostAsync(Page, AuthenticatorApp.Form(await client.GetStringAsync(Page), ("Input.Password", TestUser.Password), ("Input.Code", app.Next())));
        Assert.Contains("Your role must have one", await kept.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var desk = small.Application.Services.GetRequiredService<UserDesk>();
        var (admin, technician) = (await small.Application.CreateUserAsync(Roles.Admin), await small.Application.CreateUserAsync(Roles.Technician));
        await Assert.ThrowsAsync<AccessRefusedException>(() => desk.RemoveSecondFactorAsync(new Actor(technician.Id, technician.Name, technician.Role, ""), lead.Id, Never));
        Assert.Null((await desk.RemoveSecondFactorAsync(new Actor(admin.Id, admin.Name, admin.Role, ""), lead.Id, Never)).Problem);
        using var later = small.Application.CreateClient();
        var (_, anew) = await PasswordAsync(later, lead.Name);
        Assert.NotEqual(AuthenticatorApp.Of(anew).Next(), AuthenticatorApp.Of(page).Next());
        await using var db = small.Application.Database.CreateDb();
        Assert.Equal(1, await db.Audit.CountAsync(a => a.Act == "user.second_factor_removed" && a.UserId == admin.Id));
    }
}
