using Monitor.Web.Access;
using Monitor.Web.Metrics;

namespace Monitor.Web.Intake.Lines;

/// <summary>Who brings lines in: an agent, for its own host alone, or a program with a person's token, for the hosts which that person sees.</summary>
internal sealed record LogSender(AgentIdentity? Agent, Actor? Program);

/// <summary>Who stands there, or why it may not come in now.</summary>
internal readonly record struct LogSenderAdmission(LogSender? Sender, IntakeProblem? Problem, TimeSpan? Wait = null);
