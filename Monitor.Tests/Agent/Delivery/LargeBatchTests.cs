using Monitor.Agent.Delivery;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;

namespace Monitor.Tests.Agent.Delivery;

public sealed class LargeBatchTests : IDisposable
{
    private const int Records = 1000;
    private readonly AgentFolder _folder = new();

    [Fact]
    public async Task Fault_11_A_real_server_with_a_lower_limit_gets_a_large_backlog_in_halves_and_once()
    {
        await using var small = new SmallApplication(null, ("Ingest:MaxBodyBytes", "100000"));
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        WireSeries[] series = [.. Enumerable.Range(0, 400).Select(i => TestAgent.Series($"large.{i}"))];
        var schema = SchemaId.Of(series);
        new SchemaStore(_folder.In("spool", "schemas")).Keep(schema, series);
        var retries = 0;
        var options = SendingStand.Quick with { DrainRecords = Records, DrainBytes = 16 << 20, Random = () => Interlocked.Increment(ref retries) };
        using var stand = new SendingStand(_folder, small.Application.Address, null, options, agent.Key);
        using var record = new RecordBuilder();
        var (random, start) = (new Random(11), TimeProvider.System.GetUtcNow().AddMinutes(-Records / 30).ToUnixTimeMilliseconds());
        for (var i = 0; i < Records; i++)
        {
            record.Begin();
            record.Tick(schema, start + (i * 2000), [.. series.Select(_ => random.NextDouble())]);
            stand.Spool.Append(record.Payload, record.IsAlone);
        }

        while (await stand.Sender.SendNextAsync(default) && retries == 0)
        {
        }

        Assert.Equal((0, 0, 0, null), (retries, stand.Spool.Pending, stand.DeadLetters.Count, stand.Sender.LastProblem));
        Assert.Equal(Records, (await StoredRows.TicksAsync(small.Application, agent.Host.Id)).Count);
    }

    public void Dispose() => _folder.Dispose();
}
