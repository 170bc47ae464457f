namespace Monitor.Agent.Local;

internal static class AgentBuild
{
    public static string Version { get; } = typeof(AgentBuild).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
