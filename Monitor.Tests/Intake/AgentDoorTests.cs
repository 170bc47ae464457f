using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

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
