using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Intake;

public sealed class SlowSenderTests
{
    private const int Connections = 200;
    private const string UnfinishedHead = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ";
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
            slow.Add(await DribbleAsync(application.Address.Port, i % 2 == 0 ? UnfinishedHead : UnfinishedBody(agent.Key), guard.Token));
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

    /// <summary>Connects, sends what it has, then a byte a second for as long as the server lets it; what the server said.</summary>
    private static async Task<Task<string>> DribbleAsync(int port, string beginning, CancellationToken cancellationToken)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning), cancellationToken);
        return RunAsync();

        async Task<string> RunAsync()
        {
            using (socket)
            {
                using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var dribbling = DribbleOnAsync(socket.GetStream(), cut.Token);
                var answer = await ReadAsync(socket.GetStream(), cancellationToken);
                await cut.CancelAsync();
                await dribbling;
                return answer;
            }
        }
    }

    private static async Task DribbleOnAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await stream.WriteAsync("1"u8.ToArray(), cancellationToken);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            // The server has closed it.
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        var buffer = new byte[1024];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }

        return answer.ToString();
    }

    private static string UnfinishedBody(string key) =>
        $"POST /api/v1/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{";
}
