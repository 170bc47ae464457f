using Monitor.Web.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>Who stands there, or why it may not come in now.</summary>
internal readonly record struct Admission(AgentIdentity? Agent, IntakeProblem? Problem, TimeSpan? Wait = null);

/// <summary>
/// Lets an agent in by its key as bearer, at its pace. It is asked by the endpoint itself: a tick every few seconds of every host is no place for the
/// pipeline that people's sign-in needs.
/// </summary>
internal sealed class AgentDoor(AgentKeyRing keys, AgentPace pace, IngestGate gate, ILogger<AgentDoor> logger)
{
    private const string Bearer = "Bearer ";

    public static string? Credential(HttpRequest request) => Credential(request.Headers.Authorization.ToString());

    private static string? Credential(string header) =>
        header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;

    public ValueTask<Admission> AdmitAsync(HttpContext context) => AdmitAsync(context.Request.Headers.Authorization.ToString(), context.RequestAborted);

    /// <param name="header">Authorization as it was sent; the same object each time is recognised at once.</param>
    /// <param name="cancellationToken">Ends when the agent left.</param>
    public ValueTask<Admission> AdmitAsync(string header, CancellationToken cancellationToken)
    {
        if (gate.State is var state and not GateState.Open)
        {
            return ValueTask.FromResult(new Admission(null, state == GateState.DiskLow ? IntakeProblem.DiskLow : IntakeProblem.Away));
        }

        return keys.Recognise(header) is { } agent ? ValueTask.FromResult(Admit(agent)) : AskAsync(header, cancellationToken);
    }

    private async ValueTask<Admission> AskAsync(string header, CancellationToken cancellationToken)
    {
        try
        {
            return Admit(await keys.FindAsync(Credential(header), cancellationToken, header));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The database is away: an agent must hear "later", not that its key is bad.
            IntakeLog.LogKeyFailure(logger, failure);
            gate.Trip();
            return new Admission(null, IntakeProblem.Unavailable);
        }
    }

    private Admission Admit(AgentIdentity? agent) =>
        agent is null ? new Admission(null, IntakeProblem.Key)
        : pace.Take(agent.HostId) is { } wait ? new Admission(null, IntakeProblem.TooOften, wait)
        : new Admission(agent, null);
}
