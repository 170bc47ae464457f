using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Store;

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

    private sealed record FoundToken(ApiToken Token, DateTimeOffset? DisabledAt, AccessGate.StandingPerson Person);

    private static readonly KnownQuery<Func<MonitorDb, int, CancellationToken, Task<FoundToken?>>> FoundQuery = new(() => EF.CompileAsyncQuery(
        (MonitorDb db, int tokenId, CancellationToken cancellationToken) => db.ApiTokens.AsNoTracking().Where(t => t.Id == tokenId)
            .Join(db.Users, t => t.UserId, u => u.Id, (t, u) => new FoundToken(
                t, u.DisabledAt, new AccessGate.StandingPerson(u.UserName, u.Role, db.UserScopes.Where(s => s.UserId == u.Id).ToList()))).SingleOrDefault()));

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
        var found = await FoundQuery.In(db)(db, secret.Id, Context.RequestAborted);
        var matches = secret.Matches(found?.Token.SecretHash ?? new byte[32]);
        if (found is null || !matches || found.DisabledAt is not null || found.Token.RevokedAt is not null || found.Token.ExpiresAt <= time.GetUtcNow())
        {
            return AuthenticateResult.Fail("The API token is not valid.");
        }

        var identity = new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, found.Token.UserId.ToString(CultureInfo.InvariantCulture)),
            new Claim(ClaimTypes.Name, found.Person.UserName ?? ""),
            new Claim(AccessClaims.TokenId, found.Token.Id.ToString(CultureInfo.InvariantCulture)),
            new Claim(AccessClaims.TokenScopes, found.Token.Scopes),
        ], Name);
        RequestStanding.Keep(Context, found.Token.UserId, found.Person);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => AccessProblems.NotSignedInAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AccessProblems.NotAllowedAsync(Context);
}
