using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Tests.Intake;

/// <summary>An agent is asked for an agent's key, and for nothing else first.</summary>
public sealed class AgentDoorTests
{
    private static readonly WireSchema Schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));

    [Fact]
    public async Task A_batch_leaves_no_line_about_a_persons_token_in_the_logs()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(1, (await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now, [1])))).Accepted);

        // The other way round a person's token is still asked for where a person's token counts, and that is told.
        using var program = small.Application.CreateClient();
        program.DefaultRequestHeaders.Authorization = new("Bearer", agent.Key);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("api/v1/hosts")).StatusCode);

        small.Application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Monitor.Web.Access.Last").LogInformation("the last line");
        var log = Path.Combine(small.Application.DataPath, "logs", "access.log");
        string[] lines = [];
        await Eventually.True(() => (lines = Read(log)).Any(l => l.Contains("the last line", StringComparison.Ordinal)));
        Assert.Single(lines, l => l.Contains("was not authenticated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Screens_that_hold_all_their_connections_keep_no_sample_out()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        var databases = small.Application.Services.GetRequiredService<Databases>();
        var held = new List<NpgsqlConnection>();
        try
        {
            for (var i = 0; i < 12; i++)
            {
                held.Add(await databases.Ui.OpenConnectionAsync());
            }

            var now = TimeProvider.System.GetUtcNow();
            Assert.Equal(1, (await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now, [1])))).Accepted);
            Assert.Equal(GateState.Open, small.Application.Services.GetRequiredService<IngestGate>().State);
        }
        finally
        {
            foreach (var connection in held)
            {
                await connection.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("10.9.8.7", "203.0.113.9", "127.0.0.1")]
    public async Task A_key_used_by_a_foreign_host_is_told_with_the_address_that_a_trusted_proxy_names_and_with_no_other(string trusted, string named, string told)
    {
        await using var small = new SmallApplication(null, ("Server:TrustedProxies", trusted));
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        agent.Client.DefaultRequestHeaders.Add("X-Forwarded-For", named);
        var now = TimeProvider.System.GetUtcNow();
        var json = JsonSerializer.Serialize(TestAgent.Batch(1, now, Schema, (now, [1])), WireJson.Default.MetricBatch);
        using var stored = await agent.PostAsync(json);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        using var refused = await agent.PostAsync("{\"host\":\"another\"," + json[1..]);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await using var db = await TestAgent.OpenAsync(small.Application);
        Assert.Equal(told, Assert.Single(db.Audit.Where(a => a.Act == "agent.foreign_host")).Address);
    }

    [Fact]
    public async Task Every_answer_to_an_agent_says_that_it_is_not_to_be_kept_and_is_what_it_says_it_is()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        var now = TimeProvider.System.GetUtcNow();
        using var stored = await agent.PostAsync(TestAgent.Batch(1, now, Schema, (now, [1])));
        using var broken = await agent.PostAsync("{");
        using var encoded = await agent.PostRawAsync([1], "br");
        agent.Key += "x";
        using var stranger = await agent.PostAsync(TestAgent.Batch(1, now, Schema, (now, [1])));
        foreach (var (answer, status) in new[] { (stored, 200), (broken, 400), (encoded, 415), (stranger, 401) })
        {
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
            Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        }
    }

    private static string[] Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd().Split('\n');
    }
}
