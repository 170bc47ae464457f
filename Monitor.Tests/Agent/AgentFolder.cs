using System.Text;
using System.Text.Json;
using Monitor.Agent.Local;
using Monitor.Agent.Logs;

namespace Monitor.Tests.Agent;

/// <summary>A data folder of an agent, which goes away with the test, and a log that can be read.</summary>
internal sealed class AgentFolder : IDisposable
{
    public const string Key = "mka_3_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    public const string OtherKey = "mka_4_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
    public const string Token = "mke_5_CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC";

    private readonly MemoryStream _log = new();

    public AgentFolder()
    {
        Log = new AgentLog(Stream.Synchronized(_log), TimeProvider.System);
        ReadLogs();
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("monitor-agent-").FullName;

    public AgentLog Log { get; }

    public string LogText => Encoding.UTF8.GetString(_log.ToArray());

    public string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public static AgentSettings Settings(Uri server, string? pin = null, params string[] keys) => new()
    {
        Server = server.ToString(), Pin = pin, HostId = 7, HostKey = Guid.Parse("11111111-2222-3333-4444-555555555555"), Name = "web-1",
        Keys = keys.Length > 0 ? keys : [Key], Files = false, Watch = [],
    };

    /// <summary>The agent reads these files as logs, and nothing of the machine that the test runs on.</summary>
    public void ReadLogs(params string[] paths) => File.WriteAllText(
        In(LogSettings.FileName), JsonSerializer.Serialize(new { journal = false, files = paths.Select(static path => new { path }) }));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
