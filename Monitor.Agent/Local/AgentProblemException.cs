namespace Monitor.Agent.Local;

/// <summary>Something that a person has to put right; the message says how, and ends the command with <see cref="ExitCode"/>.</summary>
internal sealed class AgentProblemException(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode => exitCode;
}
