using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.People;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class TokenTests(TestApplication application)
{
    private const string Address = "/api/v1/audit?limit=2";

    private TokenDesk Tokens => application.Services.GetRequiredService<TokenDesk>();

    private async Task<HttpStatusCode> CallAsync(string? token, string path = Address)
    {
        using var client = application.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var answer = await client.SendAsync(request);
        Assert.Equal(answer.StatusCode == HttpStatusCode.OK ? "application/json" : "application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return answer.StatusCode;
    }

    private Task<string> TokenAsync(TestUser user, params string[] scopes) => Tokens.CreateForAsync(user.Name, scopes, TimeSpan.FromDays(1), CancellationToken.None);

    [Fact]
    public async Task A_token_reads_what_its_owner_and_its_scopes_both_allow()
    {
        var admin = await application.CreateUserAsync(Roles.Admin);
        var viewer = await application.CreateUserAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(await TokenAsync(admin, TokenScopes.Read)));
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(await TokenAsync(admin, TokenScopes.TicketsWrite)));
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(await TokenAsync(viewer, TokenScopes.Admin)));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(null));
    }

    [Fact]
    public async Task A_token_that_is_wrong_expired_revoked_or_of_a_disabled_owner_is_answered_with_401()
    {
        var owner = await application.CreateUserAsync(Roles.Admin);
        var good = await TokenAsync(owner);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(good));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(good[..^1] + (good[^1] == 'A' ? 'B' : 'A')));
        await using var db = application.Database.CreateDb();
        await db.ApiTokens.Where(t => t.UserId == owner.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.ExpiresAt, TimeProvider.System.GetUtcNow()));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(good));

        var revoked = await TokenAsync(owner);
        Assert.True(Secret.TryParse(revoked, Secret.ApiTokenPrefix, out var secret));
        await Tokens.RevokeAsync(Actor.System, secret.Id, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(revoked));

        var last = await TokenAsync(owner);
        await application.Services.GetRequiredService<UserDesk>().SetDisabledAsync(Actor.System, owner.Id, true, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(last));
        await application.Services.GetRequiredService<UserDesk>().SetDisabledAsync(Actor.System, owner.Id, false, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(last));
    }

    [Fact]
    public async Task Attack_05_A_public_identifier_is_no_token()
    {
        var owner = await application.CreateUserAsync(Roles.Admin);
        Assert.True(Secret.TryParse(await TokenAsync(owner), Secret.ApiTokenPrefix, out var secret));
        await using var db = application.Database.CreateDb();
        var stored = await db.ApiTokens.SingleAsync(t => t.Id == secret.Id);
        string[] known =
        [
            owner.Name, Text(owner.Id), Text(secret.Id), $"mkt_{secret.Id}", $"mkt_{secret.Id}_", $"mkt_{secret.Id}_{new string('A', 43)}",
            $"mkt_{secret.Id}_{Convert.ToHexString(stored.SecretHash)}", $"mkt_{secret.Id}_{Convert.ToBase64String(stored.SecretHash)}", $"mka_{secret.Id}_{secret.Text}",
            secret.Text, "admin", "null", Guid.Empty.ToString(), new string('x', 5_000),
        ];
        foreach (var token in known)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(token));
        }
    }

    [Fact]
    public async Task A_token_in_the_address_is_never_read()
    {
        var token = await TokenAsync(await application.CreateUserAsync(Roles.Admin));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(null, $"{Address}&access_token={token}&token={token}"));
    }

    [Fact]
    public async Task A_session_cookie_reads_the_API_but_changes_nothing_there()
    {
        using var client = await application.SignInAsAsync(Roles.Admin);
        using var read = await client.GetAsync(Address);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using var write = await client.PostAsync("/api/v1/audit", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.Unauthorized, write.StatusCode);
    }

    [Fact]
    public async Task A_person_revokes_own_tokens_only_and_an_administrator_those_of_all()
    {
        var (one, other) = (await application.CreateUserAsync(Roles.Viewer), await application.CreateUserAsync(Roles.Viewer));
        Assert.True(Secret.TryParse(await TokenAsync(one), Secret.ApiTokenPrefix, out var token));
        Assert.False(await Tokens.RevokeAsync(new Actor(other.Id, other.Name, other.Role, ""), token.Id, CancellationToken.None));
        Assert.Throws<AccessRefusedException>(() => new Actor(other.Id, other.Name, other.Role, "").Demand(Permissions.UsersManage));
        Assert.True(await Tokens.RevokeAsync(new Actor(one.Id, one.Name, one.Role, ""), token.Id, CancellationToken.None));
        await Assert.ThrowsAsync<AccessRefusedException>(() => Tokens.ListAsync(new Actor(other.Id, other.Name, other.Role, ""), true, 0, 10, CancellationToken.None));
        Assert.DoesNotContain((await Tokens.ListAsync(new Actor(other.Id, other.Name, other.Role, ""), false, 0, 10, CancellationToken.None)).Rows, r => r.OwnerId != other.Id);
    }

    [Fact]
    public async Task The_audit_is_read_in_pages_from_the_newest_to_the_oldest()
    {
        var owner = await application.CreateUserAsync(Roles.Admin);
        var token = await TokenAsync(owner);
        for (var i = 0; i < 5; i++)
        {
            await application.Services.GetRequiredService<TeamDesk>().CreateAsync(
                new Actor(owner.Id, owner.Name, owner.Role, ""), $"team {owner.Name} {i}", CancellationToken.None);
        }

        using var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var names = new List<string>();
        string? after = null;
        do
        {
            var page = JsonElement.Parse(await client.GetStringAsync($"/api/v1/audit?actor={owner.Name}&subject=team&limit=2" + (after is null ? "" : "&after=" + after)));
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("after").GetProperty("Name").GetString()!));
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(0, 5).Reverse().Select(i => $"team {owner.Name} {i}"), names);
        Assert.Equal(HttpStatusCode.BadRequest, await CallAsync(token, "/api/v1/audit?limit=501"));
        Assert.Equal(HttpStatusCode.BadRequest, await CallAsync(token, "/api/v1/audit?after=x"));
    }

    [Fact]
    public async Task The_tokens_of_everybody_are_found_under_Admin()
    {
        using var client = await application.SignInAsAsync(Roles.Admin);
        Assert.Contains("href=\"/admin/tokens\"", await client.GetStringAsync("/admin"), StringComparison.Ordinal);
    }

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
