using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;

namespace Monitor.Tests.Logs.Desk;

/// <summary>A host of its own in a group of its own, whose agent sends what a test says through the real door.</summary>
internal sealed class LogStage : IDisposable
{
    private static readonly WireSchema Schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));

    private readonly TestAgent _agent;
    private long _seq;

    private LogStage(TestAgent agent, int groupId) => (_agent, GroupId) = (agent, groupId);

    public int HostId => _agent.Host.Id;

    public string HostName => _agent.Host.Name;

    public int GroupId { get; }

    public static async Task<LogStage> CreateAsync(TestApplication application)
    {
        var agent = await TestAgent.CreateAsync(application);
        await using var db = await TestAgent.OpenAsync(application);
        var group = new HostGroup { Name = $"logs {Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == agent.Host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, group.Id));
        return new LogStage(agent, group.Id);
    }

    /// <summary>Lines a second apart, the last of them now; stored when this returns.</summary>
    public async Task WriteAsync(string source, LogSeverity severity, params string[] texts)
    {
        var now = TimeProvider.System.GetUtcNow();
        var lines = texts.Select((text, i) => new WireLine(now.AddSeconds(i - texts.Length + 1).ToUnixTimeMilliseconds(), text, (int)severity)).ToList();
        await _agent.StoreAsync(TestAgent.Batch(++_seq, now, Schema, (now, [1.0])) with { Logs = [new WireLogs("file", source, lines)] });
    }

    public void Dispose() => _agent.Dispose();
}
