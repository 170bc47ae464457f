using Monitor.Web.Access;
using Monitor.Web.Metrics;

namespace Monitor.Web.Intake.Lines;

/// <summary>Who brings lines in: an agent, for its own host alone, or a program with a person's token, for the hosts which that person sees.</summary>
/// <param name="TokenId">Of the program; null for an agent.</param>
internal sealed record LogSender(AgentIdentity? Agent, Actor? Program, string? TokenId = null)
{
    /// <summary>Who it is among those that write for one host; an agent stays the same when its key changes.</summary>
    public string Name => Agent is null ? "token " + TokenId : "agent";
}

/// <summary>Who stands there, or why it may not come in now.</summary>
internal readonly record struct LogSenderAdmission(LogSender? Sender, IntakeProblem? Problem, TimeSpan? Wait = null);
