using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Access.Tokens;

/// <summary>
/// <c>Authorization: Bearer mkt_id_secret</c>. Unknown, wrong, expired and revoked tokens and those of a disabled account are all answered
/// alike: 401. A token in an address is never read, because addresses end up in logs.
/// </summary>
internal sealed class ApiTokenScheme(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IDbContextFactory<MonitorDb> contexts, TimeProvider time)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "ApiToken";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        if (header.Count > 1 || header[0] is not { } text || !text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            || !Secret.TryParse(text[Bearer.Length..].Trim(), Secret.ApiTokenPrefix, out var secret))
        {
            return AuthenticateResult.Fail("Not an API token.");
        }

        await using var db = await contexts.CreateDbContextAsync(Context.RequestAborted);
        var found = await db.ApiTokens.AsNoTracking().Where(t => t.Id == secret.Id)
            .Join(db.Users, t => t.UserId, u => u.Id, (t, u) => new { Token = t, u.UserName, u.DisabledAt })
            .SingleOrDefaultAsync(Context.RequestAborted);
        var matches = secret.Matches(found?.Token.SecretHash ?? new byte[32]);
        if (found is null || !matches || found.DisabledAt is not null || found.Token.RevokedAt is not null || found.Token.ExpiresAt <= time.GetUtcNow())
        {
            return AuthenticateResult.Fail("The API token is not valid.");
        }

        var identity = new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, found.Token.UserId.ToString(CultureInfo.InvariantCulture)),
            new Claim(ClaimTypes.Name, found.UserName ?? ""),
            new Claim(AccessClaims.TokenId, found.Token.Id.ToString(CultureInfo.InvariantCulture)),
            new Claim(AccessClaims.TokenScopes, found.Token.Scopes),
        ], Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => AccessProblems.NotSignedInAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AccessProblems.NotAllowedAsync(Context);
}
