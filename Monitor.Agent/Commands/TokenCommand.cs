using Monitor.Agent.Local;
using Monitor.Domain.Access;

namespace Monitor.Agent.Commands;

/// <summary>Takes a new key; a running agent notices within seconds. The key comes from a file or standard input, never from the command line.</summary>
internal static class TokenCommand
{
    public static async Task<int> RunAsync(CommandLine line, CommandConsole console, CancellationToken cancellationToken)
    {
        var folder = line.OwnFolder;
        var settings = AgentSettings.Load(folder);
        var key = (line["key-file"] is { } path ? await ReadFileAsync(path, cancellationToken) : await ReadInputAsync(console, cancellationToken)).Trim();
        if (!Secret.TryParse(key, Secret.AgentKeyPrefix, out _))
        {
            throw new AgentProblemException("That is not an agent key (it looks like mka_12_…): copy it whole from the host's page on the server", 2);
        }

        if (settings.Keys[0] == key)
        {
            await console.Out.WriteLineAsync("The agent has this key already.");
            return 0;
        }

        // The last is the one that has worked: keys before it were not tried yet, or refused.
        (settings with { Keys = [.. new[] { key, settings.Keys[0], settings.Keys[^1] }.Distinct()] }).Save(folder);
        await console.Out.WriteLineAsync("Taken. The old key serves until the new one has worked; then it is forgotten.");
        return 0;
    }

    private static async Task<string> ReadInputAsync(CommandConsole console, CancellationToken cancellationToken)
    {
        if (console.CanAsk)
        {
            await console.Out.WriteAsync("New agent key: ");
            await console.Out.FlushAsync(cancellationToken);
        }

        return await console.In.ReadLineAsync(cancellationToken) ?? "";
    }

    private static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AgentProblemException($"{path} does not exist", 2);
        }
    }
}
