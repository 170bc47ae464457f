using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Monitor.Web.Hosting;

/// <summary>
/// The agent.json that an enrolment by hand would have written: where the server is, which certificate it has, and the agent's credential. Written anew when the
/// server's address changed or the credential is no longer good.
/// </summary>
internal static class LocalAgentSettings
{
    private const int DefaultIntervalSeconds = 2;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private sealed record AgentFile(string Server, string? Pin, int HostId, Guid HostKey, string Name, IReadOnlyList<string> Keys, int IntervalSeconds);

    /// <summary>The machine's host; null when it was retired.</summary>
    public static async Task<int?> PrepareAsync(string folder, Uri server, string? pin, EnrolLocalHost enrol, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "agent.json");
        var known = Read(path);
        var credential = await enrol(
            known?.HostKey ?? HostKey(folder), Environment.MachineName, known?.Keys.FirstOrDefault(), cancellationToken);
        if (credential is null)
        {
            return null;
        }

        var keys = known?.Keys.FirstOrDefault() == credential.Credential ? known.Keys : [credential.Credential];
        var file = new AgentFile(server.ToString().TrimEnd('/'), pin, credential.HostId, credential.HostKey, credential.HostName, keys, known?.IntervalSeconds is > 0 and var chosen ? chosen : DefaultIntervalSeconds);
        SecretFile.Write(path, JsonSerializer.Serialize(file, Json));
        return credential.HostId;
    }

    private static AgentFile? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<AgentFile>(File.ReadAllText(path), Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The same for the same machine and data folder, so that a lost file finds its host again; another clone on the machine is another host.</summary>
    private static Guid HostKey(string folder)
    {
        var machine = File.Exists("/etc/machine-id") ? File.ReadAllText("/etc/machine-id").Trim() : Environment.MachineName;
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"monitor\n{machine}\n{folder}")).AsSpan(0, 16));
    }
}
