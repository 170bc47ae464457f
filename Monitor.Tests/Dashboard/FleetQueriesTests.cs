using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Dashboard;

namespace Monitor.Tests.Dashboard;

public sealed class FleetQueriesTests
{
    private const int Hosts = 60;
    private static readonly WireSchema Schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"), TestAgent.Series("memory.used_percent"));

    [Fact]
    public async Task The_fleet_page_asks_the_database_nothing_for_each_host()
    {
        // A clock that stands still: nothing of the server asks on its own meanwhile.
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var small = new SmallApplication(clock);
        await small.StartAsync();
        var now = clock.GetUtcNow();
        for (var i = 0; i < Hosts; i++)
        {
            using var agent = await TestAgent.CreateAsync(small.Application);
            await agent.StoreAsync(TestAgent.Batch(0, now, Schema, (now, [i, 50])));
        }

        var board = small.Application.Services.GetRequiredService<FleetBoard>();
        await Eventually.TrueAsync(async () => (await board.VisibleAsync(Actor.System, default)).Count(r => r.Now.MemoryPercent == 50) == Hosts);
        using var person = await small.Application.SignInAsAsync(Roles.Viewer);
        var before = await CallsAsync(small.Application);
        var page = await person.GetStringAsync("/hosts");
        Assert.Contains($"All {Hosts}", page, StringComparison.Ordinal);
        var asked = (await CallsAsync(small.Application)).Where(c => c.Value > before.GetValueOrDefault(c.Key)).ToDictionary(c => c.Key, c => c.Value - before.GetValueOrDefault(c.Key));
        Assert.NotEmpty(asked);
        Assert.True(asked.Values.Max() < Hosts / 2, string.Join('\n', asked.OrderByDescending(c => c.Value).Select(c => $"{c.Value} {c.Key}")));
    }

    /// <summary>How often each statement ran. Those of the pool, which read nothing, are left out, and the scheduler's, which has a clock of its own.</summary>
    private static async Task<Dictionary<string, long>> CallsAsync(TestApplication application)
    {
        await using var command = application.Database.Source.CreateCommand(
            """
            SELECT query, sum(calls)::bigint FROM pg_stat_statements
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query ILIKE '%from %' AND query NOT ILIKE '%qrtz%' AND query NOT LIKE '%pg_stat_statements%'
            GROUP BY query
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var calls = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            calls[reader.GetString(0)] = reader.GetInt64(1);
        }

        return calls;
    }
}
