using Monitor.Agent.Local;

namespace Monitor.Agent.Commands;

/// <summary>The agent's verbs. Exit codes: 0 done, 1 a problem to put right, 2 a wrong call, 3 another agent runs on the same data.</summary>
internal static class AgentCommands
{
    private const string Help = """
        Monitor's agent: measures this host and sends what it finds to the server.

          enroll  [--server URL] [--token TOKEN] [--name NAME]   introduce this host; asks for what is missing
                  [--topology]                                   (the token may also be in MONITOR_ENROLMENT_TOKEN)
          run     [--interval SECONDS] [--topology]              measure and send until stopped; with --topology also
                  [--parent-stdin]                               with which other hosts this one talks over TCP
          status                                                 what the running agent last said of itself
          event   KIND TEXT                                      tell what happens on this host, such as event deploy "shop 4.2";
                                                                 KIND is deploy, config, maintenance or note
          token   [--key-file FILE]                              take a new agent key (from the file or standard input);
                                                                 the old one serves until the new one works

        All take --data DIR (default: $MONITOR_DATA/agent, else data/agent).
        """;

    public static async Task<int> RunAsync(string[] arguments, CommandConsole console)
    {
        try
        {
            return await DispatchAsync(arguments, console);
        }
        catch (AgentProblemException problem)
        {
            await console.Error.WriteLineAsync(problem.Message);
            return problem.ExitCode;
        }
        catch (UnauthorizedAccessException exception)
        {
            await console.Error.WriteLineAsync($"{exception.Message} Run as a user who may write there, or give another --data folder.");
            return 1;
        }
        catch (IOException exception)
        {
            await console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task<int> DispatchAsync(string[] arguments, CommandConsole console)
    {
        switch (arguments is [var verb, ..] ? verb : "help")
        {
            case "enroll":
                return await EnrolCommand.RunAsync(CommandLine.Parse(arguments, Set("server", "token", "name", "data"), Set("topology")), console, default);
            case "run":
                return await RunCommand.RunAsync(CommandLine.Parse(arguments, Set("data", "interval"), Set("parent-stdin", "topology")), console);
            case "status":
                return await StatusCommand.RunAsync(CommandLine.Parse(arguments, Set("data"), Set()), console);
            case "event":
                return await EventCommand.RunAsync(CommandLine.Parse(arguments, Set("data"), Set(), mostWords: 20), console);
            case "token":
                return await TokenCommand.RunAsync(CommandLine.Parse(arguments, Set("data", "key-file"), Set()), console, default);
            case "help" or "--help" or "-h":
                await console.Out.WriteLineAsync(Help);
                return 0;
            case "--version":
                await console.Out.WriteLineAsync(AgentBuild.Version);
                return 0;
            default:
                await console.Error.WriteLineAsync(Help);
                return 2;
        }
    }

    private static HashSet<string> Set(params ReadOnlySpan<string> names) => [.. names];
}
