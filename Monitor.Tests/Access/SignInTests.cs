using System.Net;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Tests.Support;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class SignInTests(TestApplication application)
{
    [Fact]
    public async Task A_stranger_is_led_to_the_sign_in_page_and_back_to_where_he_wanted()
    {
        using var client = application.CreateClient();
        using var refused = await client.GetAsync("/not-found?x=1");
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
        var signIn = refused.Headers.Location!.PathAndQuery;
        Assert.StartsWith("/account/sign-in?returnUrl=", signIn, StringComparison.Ordinal);
        var user = await application.CreateUserAsync(Roles.Viewer);
        using var answer = await client.PostSignInAsync(user.Name, TestUser.Password, signIn);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/not-found?x=1", answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.PathAndQuery : answer.Headers.Location.OriginalString);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task The_way_back_never_leads_to_another_site(string returnUrl)
    {
        using var client = application.CreateClient();
        var user = await application.CreateUserAsync(Roles.Viewer);
        using var answer = await client.PostSignInAsync(user.Name, TestUser.Password, "/account/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", new Uri(application.Address, answer.Headers.Location!).PathAndQuery);
        Assert.Equal(application.Address.Authority, new Uri(application.Address, answer.Headers.Location!).Authority);
    }

    [Fact]
    public async Task The_first_administrator_signs_in_with_the_given_password_and_the_cookie_is_kept_from_scripts()
    {
        using var client = application.CreateClient();
        using var answer = await client.PostSignInAsync("admin", TestApplication.AdminPassword);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("monitor.session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        using var home = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }

    [Fact]
    public async Task Signing_out_is_a_form_and_ends_the_session()
    {
        using var client = await application.SignInAsAsync(Roles.Viewer);
        using var get = await client.GetAsync("/account/sign-out");
        Assert.NotEqual(HttpStatusCode.OK, get.StatusCode);
        using var bare = await client.PostAsync("/account/sign-out", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        using var still = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        using var form = await client.PostAsync("/account/sign-out", new FormUrlEncodedContent(await client.FormFieldsAsync("/account/sign-in")));
        Assert.Equal(HttpStatusCode.Redirect, form.StatusCode);
        using var after = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task A_sign_in_is_in_the_audit_with_the_address_of_the_socket()
    {
        var user = await application.CreateUserAsync(Roles.Viewer);
        using var client = await application.SignInAsync(user);
        await using var db = application.Database.CreateDb();
        var entry = await db.Audit.SingleAsync(a => a.UserId == user.Id);
        Assert.Equal(("user.signed_in", "127.0.0.1"), (entry.Act, entry.Address));
    }
}
