using Monitor.Web.Access;
using Monitor.Web.Metrics;

namespace Monitor.Web.Intake;

/// <summary>A new key for the key that was used; shown this once. The old one works for a day more. A host is given ten in a day.</summary>
internal sealed record NewAgentKey(string AgentKey);

/// <summary>An agent's door to a new key: <c>POST /api/v1/agents/key</c>.</summary>
internal static class KeyRotation
{
    public static async Task<IResult> PostAsync(HttpContext context, AgentKeyDesk desk, CancellationToken cancellationToken)
    {
        var outcome = await desk.RotateAsync(AgentKeyHandler.Identity(context.User), context.PeerAddress(), cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        if (!outcome.IsDone)
        {
            context.Response.Headers.RetryAfter = "3600";
            return new IntakeProblem(429, "too-many-keys", "This host asks for too many keys", outcome.Message).Result();
        }

        return TypedResults.Json(new NewAgentKey(outcome.Secret!));
    }
}
