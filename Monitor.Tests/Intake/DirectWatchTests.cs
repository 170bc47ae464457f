using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Intake;

/// <summary>Connections of agents on which nothing goes on, or too slowly.</summary>
public sealed class DirectWatchTests
{
    private static readonly WireSchema Plain = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Drop = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Attack_18_A_connection_that_says_nothing_or_too_slowly_or_never_fetches_its_answers_ends()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        var (address, limits) = (small.Application.Address, small.Application.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits);
        limits.KeepAliveTimeout = Short;
        await using var silent = await RawConnection.OpenAsync(address);
        Assert.Equal("", await silent.ReadToEndAsync());

        // What the web server takes over is cut by its limits for slow senders, long before those of connections that say nothing.
        (limits.KeepAliveTimeout, limits.RequestHeadersTimeout, limits.MinRequestBodyDataRate) = (TimeSpan.FromHours(1), Short, new MinDataRate(240, Short));
        await using var deaf = await RawConnection.OpenAsync(address, receives: 1024);
        var flood = FloodAsync(deaf);
        var head = RawConnection.Head("nobody", 30_000);
        var stopped = Enumerable.Range(0, 50).Select(n => OpenAsync(address, head[..(5 + n)], []));
        var dripping = new[] { OpenAsync(address, [], head), OpenAsync(address, RawConnection.Head(agent.Key, 30_000), new byte[30_000]), OpenAsync(address, [.. RawConnection.Post("nobody", "{}"), .. head[..50]], head[50..]) };
        Assert.All(await Task.WhenAll(stopped), answer => Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal));
        var answers = await Task.WhenAll(dripping);
        Assert.StartsWith("HTTP/1.1 408", answers[0], StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408", answers[1], StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401", answers[2], StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 408", answers[2], StringComparison.Ordinal);
        Assert.True(await flood.WaitAsync(TimeSpan.FromSeconds(120)) > 100);
        Assert.DoesNotContain("eartbeat", await small.Application.LoggedErrorsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_connection_does_not_hold_up_the_end_of_the_server()
    {
        var small = new SmallApplication(null);
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        await using var idle = await RawConnection.OpenAsync(small.Application.Address);
        var now = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        await agent.StoreAsync(TestAgent.Batch(1, now, Plain, (now, [1])));
        Assert.True(await idle.AskAsync(RawConnection.Post(agent.Key, "{}")) is { Status: 400, IsDirect: true });
        var end = idle.ReadToEndAsync();
        await small.DisposeAsync();
        Assert.Equal("", await end);
    }

    private static async Task<string> OpenAsync(Uri address, byte[] first, byte[] then)
    {
        await using var connection = await RawConnection.OpenAsync(address);
        await connection.SendAsync(first);
        return await (then.Length == 0 ? connection.ReadToEndAsync() : connection.DripAsync(then, Drop));
    }

    private static async Task<int> FloodAsync(RawConnection connection)
    {
        var (request, sent) = (RawConnection.Post("nobody", "{}"), 0);
        try
        {
            while (true)
            {
                await connection.SendAsync(request);
                sent++;
            }
        }
        catch (IOException)
        {
            return sent;
        }
    }
}
