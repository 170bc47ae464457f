using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Intake;

public sealed class SlowSenderTests
{
    private const int Connections = 200;
    private static readonly byte[] UnfinishedHead = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "u8.ToArray();
    private static readonly WireSchema Plain = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));

    [Fact]
    public async Task Fault_33_Attack_18_200_slow_senders_are_cut_off_and_an_agent_is_served_meanwhile()
    {
        await using var small = new SmallApplication(null, ("Ingest:BatchesPerMinute", "1000000"));
        await small.StartAsync();
        var application = small.Application;
        // Shorter than in the field, so that the test takes seconds; a connection takes its limits when it comes.
        var limits = Limits(application);
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(4);
        limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(4));
        using var agent = await TestAgent.CreateAsync(application);
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var slow = new List<Task<string>>();
        for (var i = 0; i < Connections; i++)
        {
            slow.Add(DripAsync(application.Address, i % 2 == 0 ? UnfinishedHead : UnfinishedBody(agent.Key)));
        }

        var begin = TimeProvider.System.GetUtcNow();
        var served = 0;
        do
        {
            served++;
            Assert.Equal(1, (await agent.StoreAsync(TestAgent.Batch(served, begin, Plain, (begin.AddMilliseconds(served), [served])))).Accepted);
        }
        while (slow.Exists(s => !s.IsCompleted) && !guard.IsCancellationRequested);

        foreach (var answer in await Task.WhenAll(slow))
        {
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), answer);
        }

        Assert.Equal(served, (await StoredRows.TicksAsync(application, agent.Host.Id)).Count);
    }

    [Fact]
    public async Task Attack_18_The_limits_of_the_product_end_a_slow_head_and_a_slow_body()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        var limits = Limits(small.Application);
        Assert.InRange(limits.RequestHeadersTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.True(limits.MinRequestBodyDataRate?.BytesPerSecond >= 240);
        Assert.InRange(limits.MinRequestBodyDataRate!.GracePeriod, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.True(limits.MinResponseDataRate?.BytesPerSecond >= 240);
        Assert.InRange(limits.MaxConcurrentConnections ?? long.MaxValue, Connections, 10_000);
    }

    private static KestrelServerLimits Limits(TestApplication application) => application.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

    /// <summary>Sends what it has, then a byte a second for as long as the server lets it; what the server said.</summary>
    private static async Task<string> DripAsync(Uri address, byte[] beginning)
    {
        await using var connection = await RawConnection.OpenAsync(address);
        await connection.SendAsync(beginning);
        return await connection.DripAsync(Enumerable.Repeat((byte)'1', 300).ToArray(), TimeSpan.FromSeconds(1));
    }

    private static byte[] UnfinishedBody(string key) => [.. RawConnection.Head(key, 100_000), (byte)'{'];
}
