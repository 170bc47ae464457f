using System.Text.Json;
using Monitor.Agent.Actions;
using Monitor.Agent.Delivery;
using Monitor.Domain.Access;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent.Actions;

/// <summary>The acting half of an agent in a folder of its own, asked by hand; a restart forgets all but what is on disk.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class ActionStand : IDisposable
{
    public const int HostId = 7;
    private static readonly byte[] KeyHash = Hash(AgentFolder.Key);

    private readonly AgentFolder _folder = new();
    private readonly string? _systemCtl;
    private Spool _spool;
    private ActionLoop _loop;

    public ActionStand(object? actions, string? systemCtl = null)
    {
        _systemCtl = systemCtl;
        if (actions is not null)
        {
            WriteList(JsonSerializer.Serialize(new { actions }));
        }

        (_spool, _loop) = Start();
    }

    public ManualTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public AgentFolder Folder => _folder;

    /// <summary>The server's clock when it answers; the host's may be far off.</summary>
    public long ServerTime { get; set; } = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public string In(string name) => _folder.In(name);

    public void WriteList(string json, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        File.WriteAllText(In(ActionList.FileName), json);
        File.SetUnixFileMode(In(ActionList.FileName), mode);
    }

    /// <summary>A program that root alone can have written.</summary>
    public string Program(string name, string script)
    {
        File.WriteAllText(In(name), "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(In(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return In(name);
    }

    public WireCommand Command(string action, string? parameter = null, bool dryRun = false, int seconds = 60)
    {
        var command = new WireCommand(Guid.NewGuid(), action, parameter, dryRun, ServerTime + (seconds * 1000), "");
        return command with { Seal = CommandSeal.Of(KeyHash, HostId, command) };
    }

    /// <summary>Hands it over and waits until it is dealt with.</summary>
    public Task AskAsync(WireCommand command, TimeSpan late = default, CancellationToken stopping = default)
    {
        var delivery = new CommandDelivery([command], ServerTime, Clock.GetTimestamp(), AgentFolder.Key);
        Clock.Advance(late);
        return _loop.HandleAsync(new ActionLoop.ActionOrder(command, delivery), stopping);
    }

    /// <summary>What was said of it, in the order in which it was spooled.</summary>
    public IReadOnlyList<WireResult> Results(Guid id) => [.. Parts(PartKind.Result).Select(p => JsonSerializer.Deserialize(p, WireJson.Default.WireResult)!).Where(r => r.Id == id)];

    public async Task<WireResult> DoAsync(WireCommand command)
    {
        await AskAsync(command);
        return Results(command.Id)[^1];
    }

    public WireActions Told => JsonSerializer.Deserialize(Parts(PartKind.Actions)[^1], WireJson.Default.WireActions)!;

    public void Restart()
    {
        _loop.Dispose();
        _spool.Dispose();
        (_spool, _loop) = Start();
    }

    public void Dispose()
    {
        _loop.Dispose();
        _spool.Dispose();
        _folder.Dispose();
    }

    private (Spool, ActionLoop) Start()
    {
        var spool = new Spool(new SpoolOptions { Folder = _folder.In("spool"), FlushToDisk = static _ => { } }, TimeProvider.System);
        var runner = _systemCtl is null ? new ActionRunner(Clock) : new ActionRunner(Clock) { SystemCtl = _folder.In(_systemCtl) };
        var loop = new ActionLoop(_folder.Path, HostId, spool, static () => { }, runner, Clock, _folder.Log);
        loop.Start();
        return (spool, loop);
    }

    private List<byte[]> Parts(PartKind kind)
    {
        var found = new List<byte[]>();
        _spool.Visit(entry =>
        {
            for (var parts = new RecordParts(entry.Payload.Span); parts.MoveNext();)
            {
                if (parts.Kind == kind)
                {
                    found.Add(parts.Json.ToArray());
                }
            }
        });
        return found;
    }

    private static byte[] Hash(string key)
    {
        Assert.True(Secret.TryParse(key, Secret.AgentKeyPrefix, out var secret));
        return Secret.Hash(secret.Text);
    }
}
