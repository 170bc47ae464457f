using Monitor.Agent.Commands;

namespace Monitor.Agent;

/// <summary>A named class, because the web's tests own the global name Program.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) => AgentCommands.RunAsync(arguments, CommandConsole.System);
}
