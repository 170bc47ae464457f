using Monitor.Agent.Local;
using Monitor.Agent.Watch.Handed;

namespace Monitor.Agent.Commands;

/// <summary>Hands an event to the agent, which tells the server, now or when it is back.</summary>
internal static class EventCommand
{
    private const string Usage = "event KIND TEXT, such as: event deploy \"shop 4.2\"";

    public static async Task<int> RunAsync(CommandLine line, CommandConsole console)
    {
        if (line.Words is not [var kind, var text])
        {
            throw new AgentProblemException($"An event has a kind and a text: {Usage}", 2);
        }

        if (!HandedEvent.Kinds.Contains(kind))
        {
            throw new AgentProblemException($"There is no such kind of event: use {string.Join(", ", HandedEvent.Kinds)}", 2);
        }

        var handed = HandedEvent.TryMake(TimeProvider.System.GetUtcNow(), kind, text) ?? throw new AgentProblemException($"The text is empty: {Usage}", 2);
        var folder = line.OwnFolder;
        var settings = AgentSettings.Load(folder);
        EventBox.Put(folder, handed);
        await console.Out.WriteLineAsync(
            StatusCommand.IsRunning(folder) ? $"Handed on: the agent of {settings.Name} tells {settings.Server}." : "Kept: the agent does not run now, and tells it when it starts.");
        return 0;
    }
}
