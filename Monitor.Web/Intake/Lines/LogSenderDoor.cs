using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Store;

namespace Monitor.Web.Intake.Lines;

/// <summary>Lets in, before the pipeline of people and pages, whoever brings lines: by an agent's key, or by a token whose owner and scope may.</summary>
internal sealed class LogSenderDoor(AgentDoor agents, AgentPace pace, AccessGate gate, IngestGate ingest, ILogger<LogSenderDoor> logger)
{
    /// <summary>What the door keeps for programs; it lets agents in besides.</summary>
    public static AuthorizationPolicy Policy { get; } =
        new AuthorizationPolicyBuilder(ApiTokenScheme.Name).RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(Permissions.LogsWrite)).Build();

    public async Task<LogSenderAdmission> AdmitAsync(HttpContext context)
    {
        if (AgentDoor.Credential(context.Request)?.StartsWith(Secret.AgentKeyPrefix + "_", StringComparison.Ordinal) == true)
        {
            var (agent, problem, wait) = await agents.AdmitAsync(context);
            return agent is null ? new LogSenderAdmission(null, problem, wait) : new LogSenderAdmission(new LogSender(agent, null), null);
        }

        if (ingest.State is var state and not GateState.Open)
        {
            return new LogSenderAdmission(null, state == GateState.DiskLow ? IntakeProblem.DiskLow : IntakeProblem.Away);
        }

        try
        {
            return await AdmitProgramAsync(context);
        }
        catch (AccessRefusedException)
        {
            return new LogSenderAdmission(null, LogsProblem.Forbidden);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Not the gate's business: people's accounts are read on the connections of screens, which may be busy while samples are stored.
            IntakeLog.LogKeyFailure(logger, failure);
            return new LogSenderAdmission(null, IntakeProblem.Unavailable);
        }
    }

    private async Task<LogSenderAdmission> AdmitProgramAsync(HttpContext context)
    {
        var found = await context.AuthenticateAsync(ApiTokenScheme.Name);
        if (found.Principal is not { } principal)
        {
            return new LogSenderAdmission(null, LogsProblem.NotSignedIn);
        }

        var actor = await gate.RequireAsync(principal, Permissions.LogsWrite, context.RequestAborted);

        // Beside the hosts, whose numbers are positive.
        return pace.Take(-actor.UserId!.Value) is { } wait
            ? new LogSenderAdmission(null, LogsProblem.TooOften, wait)
            : new LogSenderAdmission(new LogSender(null, actor, principal.FindFirstValue(AccessClaims.TokenId)), null);
    }
}
