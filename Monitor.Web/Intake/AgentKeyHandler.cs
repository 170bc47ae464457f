using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Monitor.Web.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>Signs an agent in by its key as bearer. The identity is a host, never a person: it opens the agents' doors and no other.</summary>
internal sealed class AgentKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AgentKeyRing keys, IngestCounters counters)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "agent-key";
    private const string HostClaim = "monitor.host";
    private const string KeyClaim = "monitor.key";

    private IntakeProblem _problem = IntakeProblem.Key;

    public static AuthorizationPolicy Policy { get; } =
        new AuthorizationPolicyBuilder(SchemeName).RequireAuthenticatedUser().RequireClaim(HostClaim).Build();

    public static AgentIdentity Identity(ClaimsPrincipal principal) =>
        new(Number(principal, KeyClaim), Number(principal, HostClaim));

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (AgentDoor.Credential(Request) is not { } credential)
        {
            return AuthenticateResult.NoResult();
        }

        AgentIdentity? agent;
        try
        {
            agent = await keys.FindAsync(credential, Context.RequestAborted);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The database is away: an agent must hear "later", not that its key is bad.
            IntakeLog.LogKeyFailure(Logger, failure);
            _problem = IntakeProblem.Unavailable;
            return AuthenticateResult.Fail(failure);
        }

        if (agent is null)
        {
            return AuthenticateResult.Fail("not a valid agent key");
        }

        var identity = new ClaimsIdentity(
            [
                new Claim(HostClaim, agent.HostId.ToString(CultureInfo.InvariantCulture)),
                new Claim(KeyClaim, agent.KeyId.ToString(CultureInfo.InvariantCulture)),
            ],
            SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        counters.RefuseBatch(_problem.Slug);
        if (_problem == IntakeProblem.Key)
        {
            Response.Headers.WWWAuthenticate = "Bearer";
        }
        else
        {
            Response.Headers.RetryAfter = Random.Shared.Next(5, 31).ToString(CultureInfo.InvariantCulture);
        }

        return _problem.Result().ExecuteAsync(Context);
    }

    private static int Number(ClaimsPrincipal principal, string claim) => int.Parse(principal.FindFirstValue(claim)!, CultureInfo.InvariantCulture);
}
