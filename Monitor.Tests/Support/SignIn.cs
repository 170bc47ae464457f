using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access.People;
using PlaywrightCookie = Microsoft.Playwright.Cookie;

namespace Monitor.Tests.Support;

/// <summary>A person of the test, with a password that the tests know.</summary>
public sealed record TestUser(int Id, string Name, string Role)
{
    public const string Password = "plum-anvil-forty-river";
}

/// <summary>Makes people and signs them in through the real page.</summary>
internal static partial class SignIn
{
    private static int _count;

    /// <summary>A new user of a role, unlimited in scope unless groups or teams are given.</summary>
    public static async Task<TestUser> CreateUserAsync(
        this TestApplication application, string role, IEnumerable<int>? groups = null, IEnumerable<int>? teams = null)
    {
        var services = application.Services;
        var hasher = services.GetRequiredService<IPasswordHasher<MonitorUser>>();
        var name = $"{role.ToLowerInvariant()}-{Interlocked.Increment(ref _count)}";
        var user = NewUser.Make(name, "Test " + role, role, new UpperInvariantLookupNormalizer(), TimeProvider.System);
        user.PasswordHash = hasher.HashPassword(user, TestUser.Password);
        await using var db = await services.GetRequiredService<IDbContextFactory<MonitorDb>>().CreateDbContextAsync();
        db.Users.Add(user);
        await db.SaveChangesAsync();
        db.UserScopes.AddRange((groups ?? []).Select(g => new UserScope { UserId = user.Id, GroupId = g }));
        db.UserScopes.AddRange((teams ?? []).Select(t => new UserScope { UserId = user.Id, TeamId = t }));
        await db.SaveChangesAsync();
        return new TestUser(user.Id, name, role);
    }

    /// <summary>A client in which a new user of this role is signed in. It shows redirects.</summary>
    public static async Task<HttpClient> SignInAsAsync(this TestApplication application, string role) =>
        await application.SignInAsync(await application.CreateUserAsync(role));

    public static Task<HttpClient> SignInAsync(this TestApplication application, TestUser user) =>
        application.SignInAsync(user.Name, TestUser.Password);

    /// <summary>The first administrator, <c>admin</c>.</summary>
    public static Task<HttpClient> SignInAdminAsync(this TestApplication application) =>
        application.SignInAsync("admin", TestApplication.AdminPassword);

    public static async Task<HttpClient> SignInAsync(this TestApplication application, string name, string password)
    {
        var client = application.CreateClient();
        using var answer = await client.PostSignInAsync(name, password);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"Sign-in of {name}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return client;
    }

    /// <summary>The answer to the sign-in form, whatever it is.</summary>
    public static async Task<HttpResponseMessage> PostSignInAsync(this HttpClient client, string name, string password, string path = "/account/sign-in")
    {
        var fields = await client.FormFieldsAsync(path);
        fields["Input.UserName"] = name;
        fields["Input.Password"] = password;
        return await client.PostAsync(path, new FormUrlEncodedContent(fields));
    }

    /// <summary>The hidden fields of a page's form: Blazor's handler name and the antiforgery token.</summary>
    public static async Task<Dictionary<string, string>> FormFieldsAsync(this HttpClient client, string path) => FieldsOf(await client.GetStringAsync(path));

    /// <summary>The same of a page that was read already.</summary>
    public static Dictionary<string, string> FieldsOf(string page) =>
        HiddenField().Matches(page).Select(m => (Name: Attribute(m.Value, "name"), Value: Attribute(m.Value, "value")))
            .Where(f => f.Name.Length > 0).DistinctBy(f => f.Name).ToDictionary(f => f.Name, f => f.Value);

    /// <summary>The session cookie of a new user of this role, for a browser context: <c>context.AddCookiesAsync([cookie])</c>.</summary>
    public static async Task<PlaywrightCookie> SessionCookieAsync(this TestApplication application, TestUser user)
    {
        using var client = application.CreateClient();
        using var answer = await client.PostSignInAsync(user.Name, TestUser.Password);
        var cookie = answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]).First(c => c.StartsWith("monitor.session=", StringComparison.Ordinal));
        return new PlaywrightCookie { Name = "monitor.session", Value = cookie["monitor.session=".Length..], Url = application.Address.ToString(), HttpOnly = true };
    }

    private static string Attribute(string element, string name) =>
        WebUtility.HtmlDecode(Regex.Match(element, $"\\b{name}=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex HiddenField();
}
