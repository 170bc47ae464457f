using Monitor.Agent.Collectors;
using Monitor.Agent.Delivery;
using Monitor.Agent.Local;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Commands;

/// <summary>Introduces this host to a server with a one-time token and keeps the key that comes back.</summary>
internal static class EnrolCommand
{
    public const string TokenVariable = "MONITOR_ENROLMENT_TOKEN";

    public static async Task<int> RunAsync(CommandLine line, CommandConsole console, CancellationToken cancellationToken)
    {
        var folder = line.OwnFolder;
        var address = line["server"] ?? await console.AskAsync("Address of the server (https://…): ", "--server", cancellationToken);
        var server = ServerAddress.TryParse(address, out var problem) ?? throw new AgentProblemException(problem, 2);
        var text = line["token"] ?? Environment.GetEnvironmentVariable(TokenVariable)
            ?? await console.AskAsync("Enrolment token (from the server's Add host page): ", "--token", cancellationToken);
        var code = EnrolmentCode.TryParse(text)
            ?? throw new AgentProblemException("That is not an enrolment token (it looks like mke_12_…): copy it whole from the server's Add host page", 2);
        var name = await NameAsync(line, console, cancellationToken);

        OwnFiles.CreateFolder(folder);
        using var client = new ServerClient(server, code.Pin, TimeProvider.System);
        await CheckAsync(client, server, cancellationToken);
        var (answer, result) = await client.EnrolAsync(new EnrolRequest(name, Platform.Inventory()), code.Token, cancellationToken);
        if (answer is null)
        {
            throw new AgentProblemException(Refusal(result));
        }

        new AgentSettings
        {
            Server = server.ToString(), Pin = code.Pin, HostId = answer.HostId, HostKey = answer.HostKey, Name = answer.Name,
            Keys = [answer.AgentKey], IntervalSeconds = answer.IntervalSeconds is >= 1 and <= 60 ? answer.IntervalSeconds : null,
            Topology = line.Has("topology") ? true : null,
        }.Save(folder);
        await console.Out.WriteLineAsync($"Enrolled as {answer.Name}. Start it with:");
        await console.Out.WriteLineAsync($"  {Program()} run --data {folder}");
        return 0;
    }

    private static async Task<string> NameAsync(CommandLine line, CommandConsole console, CancellationToken cancellationToken)
    {
        var own = Environment.MachineName;
        if (line["name"] is { } given)
        {
            return given;
        }

        if (!console.CanAsk)
        {
            return own;
        }

        var answer = await console.AskAsync($"Name of this host [{own}]: ", "--name", cancellationToken);
        return answer.Length > 0 ? answer : own;
    }

    private static async Task CheckAsync(ServerClient client, Uri server, CancellationToken cancellationToken)
    {
        var health = await client.CheckHealthAsync(cancellationToken);
        if (health.Status == 0)
        {
            throw new AgentProblemException(
                $"No connection to {server}: {health.Problem}. If the reason names neither certificate nor TLS: check the address, that the server runs and listens beyond its own machine (--listen), and the firewall between");
        }

        if (health.Status != 200)
        {
            throw new AgentProblemException($"{server} answers {health.Status} to /health/live: is there another program at this address?");
        }
    }

    private static string Refusal(PostResult result) => result.Status switch
    {
        401 or 403 => $"The server refuses the token: it is used, expired or mistyped. Make a new one on the Add host page. {result.Problem}",
        0 => $"The connection broke during enrolment: {result.Problem}. Try again; if the token is refused then, make a new one",
        _ => $"The server did not enrol this host: {result.Problem}",
    };

    private static string Program() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet" ? path : "monitor agent";
}
