using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;

namespace Monitor.Tests.Browser;

/// <summary>A host that reports what a test says, through the real door for agents.</summary>
internal sealed class BusyHost : IDisposable
{
    public static readonly WireSeries[] Usual =
    [
        TestAgent.Series("cpu.used_percent"), TestAgent.Series("memory.used_percent"), TestAgent.Series("disk.used_percent", ("mount", "/")),
        TestAgent.Series("network.received_bytes_per_second", ("interface", "eth0")), TestAgent.Series("network.sent_bytes_per_second", ("interface", "eth0")),
    ];

    private readonly TestAgent _agent;
    private readonly WireSchema _schema;
    private long _seq;
    private DateTimeOffset _last;

    private BusyHost(TestAgent agent, WireSchema schema) => (_agent, _schema) = (agent, schema);

    public int Id => _agent.Host.Id;

    public string Name => _agent.Host.Name;

    public static async Task<BusyHost> CreateAsync(TestApplication application, params WireSeries[] series) =>
        new(await TestAgent.CreateAsync(application), TestAgent.Schema(series.Length == 0 ? Usual : series));

    /// <summary>One tick now, stored when this returns.</summary>
    public async Task ReportAsync(params double?[] values)
    {
        var now = Next();
        var answer = await _agent.StoreAsync(TestAgent.Batch(++_seq, now, _schema, (now, values)));
        Assert.Equal(values.Count(v => v is not null), answer.Accepted);
    }

    /// <summary>Any batch, for what a tick alone cannot say.</summary>
    public async Task PostAsync(Func<MetricBatch, MetricBatch> change, params double?[] values)
    {
        var now = Next();
        await _agent.StoreAsync(change(TestAgent.Batch(++_seq, now, _schema, (now, values))));
    }

    /// <summary>Now, but later than the tick before: two in one millisecond would be one.</summary>
    private DateTimeOffset Next()
    {
        var now = TimeProvider.System.GetUtcNow();
        return _last = now > _last.AddMilliseconds(1) ? now : _last.AddMilliseconds(2);
    }

    public void Dispose() => _agent.Dispose();
}
