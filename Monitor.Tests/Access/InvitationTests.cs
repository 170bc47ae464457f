using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.Account;
using Monitor.Web.Access.People;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class InvitationTests(TestApplication application)
{
    private const string Chosen = "granite-otter-lamp-nine";

    private UserDesk Users => application.Services.GetRequiredService<UserDesk>();

    private static UserForm Form(string role) => new("Invited Person", "", role, [], [], []);

    private async Task<(string Name, string Link)> InviteAsync()
    {
        var name = "invited-" + Guid.NewGuid().ToString("N")[..8];
        var outcome = await Users.InviteAsync(Actor.System, name, Form(Roles.Viewer), CancellationToken.None);
        return (name, outcome.Link!);
    }

    [Fact]
    public async Task An_invited_person_chooses_a_password_and_signs_in_and_the_link_works_once()
    {
        var (name, link) = await InviteAsync();
        using var client = application.CreateClient();
        using var bad = await PostAsync(client, link, "password1234");
        Assert.Contains("tried first", await bad.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var done = await PostAsync(client, link, Chosen);
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        using var signedIn = await application.SignInAsync(name, Chosen);
        using var again = await client.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    [Fact]
    public async Task Of_two_who_use_one_link_at_once_one_succeeds()
    {
        var (_, link) = await InviteAsync();
        var desk = application.Services.GetRequiredService<InvitationDesk>();
        var secret = link[InvitationDesk.Path.Length..];
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => desk.AcceptAsync(secret, Chosen, "", CancellationToken.None))));
        Assert.Single(answers, a => a is null);
    }

    [Fact]
    public async Task A_link_is_hashed_in_the_database_too_old_after_seven_days_and_replaced_by_a_newer_one()
    {
        var (name, link) = await InviteAsync();
        var secret = link[InvitationDesk.Path.Length..];
        await using var db = application.Database.CreateDb();
        var user = await db.Users.SingleAsync(u => u.UserName == name);
        var invitation = await db.Invitations.SingleAsync(i => i.UserId == user.Id);
        Assert.Equal(32, invitation.SecretHash.Length);
        Assert.Equal(TimeSpan.FromDays(7), invitation.ExpiresAt - invitation.CreatedAt);
        var clock = new ManualTimeProvider(invitation.ExpiresAt);
        var later = new InvitationDesk(application.Database.Factory, new PasswordHasher<Data.MonitorUser>(), new AuditLog(clock),
            Microsoft.Extensions.Options.Options.Create(new AccessOptions()), clock);
        Assert.NotNull(await later.AcceptAsync(secret, Chosen, "", CancellationToken.None));
        var desk = application.Services.GetRequiredService<InvitationDesk>();
        Assert.NotNull(await desk.FindAsync(secret, CancellationToken.None));
        await Users.NewLinkAsync(Actor.System, user.Id, CancellationToken.None);
        Assert.Null(await desk.FindAsync(secret, CancellationToken.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attack_24_A_link_ends_with_the_password_that_it_was_to_replace_and_with_the_account(bool isDisabled)
    {
        var user = await application.CreateUserAsync(Roles.Viewer);
        var link = (await Users.NewLinkAsync(Actor.System, user.Id, CancellationToken.None)).Link![InvitationDesk.Path.Length..];
        var desk = application.Services.GetRequiredService<InvitationDesk>();
        Assert.NotNull(await desk.FindAsync(link, CancellationToken.None));
        if (isDisabled)
        {
            await Users.SetDisabledAsync(Actor.System, user.Id, true, CancellationToken.None);
            await Users.SetDisabledAsync(Actor.System, user.Id, false, CancellationToken.None);
        }
        else
        {
            using var here = await application.SignInAsync(user);
            using var done = await PostPasswordAsync(here, TestUser.Password);
            Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        }

        Assert.Null(await desk.FindAsync(link, CancellationToken.None));
    }

    [Theory]
    [InlineData("/invite/mki_1_short")]
    [InlineData("/invite/1")]
    [InlineData("/invite/mki_2147483647_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_link_that_was_never_made_opens_nothing(string link)
    {
        using var client = application.CreateClient();
        using var answer = await client.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Contains("This link does not work", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_changes_the_own_password_and_every_other_session_and_token_ends()
    {
        var user = await application.CreateUserAsync(Roles.Viewer);
        using var here = await application.SignInAsync(user);
        var tokens = application.Services.GetRequiredService<Web.Access.Tokens.TokenDesk>();
        await tokens.CreateForAsync(user.Name, [], TimeSpan.FromDays(1), CancellationToken.None);
        using var wrong = await PostPasswordAsync(here, "not the current one");
        Assert.Contains("current password is wrong", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var done = await PostPasswordAsync(here, TestUser.Password);
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        using var still = await here.GetAsync("/profile");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        await using var db = application.Database.CreateDb();
        Assert.True(await db.ApiTokens.Where(t => t.UserId == user.Id).AllAsync(t => t.RevokedAt != null));
        using var next = await application.SignInAsync(user.Name, Chosen);
    }

    [Fact]
    public async Task The_last_active_administrator_is_neither_disabled_nor_demoted()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        try
        {
            var clock = TimeProvider.System;
            var audit = new AuditLog(clock);
            var names = new UpperInvariantLookupNormalizer();
            var invitations = new InvitationDesk(database.Factory, new PasswordHasher<Data.MonitorUser>(), audit, Microsoft.Extensions.Options.Options.Create(new AccessOptions()), clock);
            var desk = new UserDesk(database.Factory, invitations, new SignInThrottle(clock), names, audit, clock);
            var admin = NewUser.Make("admin", "Administrator", Roles.Admin, names, clock);
            admin.PasswordHash = "hash";
            await using var db = database.CreateDb();
            db.Users.Add(admin);
            await db.SaveChangesAsync();
            Assert.NotNull((await desk.SetDisabledAsync(Actor.System, admin.Id, true, CancellationToken.None)).Problem);
            Assert.NotNull((await desk.ChangeAsync(Actor.System, admin.Id, Form(Roles.Viewer), CancellationToken.None)).Problem);
            Assert.Equal(1, await db.Users.CountAsync(u => u.Role == Roles.Admin && u.DisabledAt == null));
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string link, string password)
    {
        var fields = await client.FormFieldsAsync(link);
        fields["Input.New"] = password;
        fields["Input.Repeated"] = password;
        return await client.PostAsync(link, new FormUrlEncodedContent(fields));
    }

    private static async Task<HttpResponseMessage> PostPasswordAsync(HttpClient client, string current)
    {
        var fields = await client.FormFieldsAsync("/account/password");
        fields["Input.Current"] = current;
        fields["Input.New"] = Chosen;
        fields["Input.Repeated"] = Chosen;
        return await client.PostAsync("/account/password", new FormUrlEncodedContent(fields));
    }
}
