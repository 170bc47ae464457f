using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Tests.Metrics;

[Collection(Suite.Name)]
public sealed class LiveCounterTests(TestApplication application)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddSeconds(-10).ToUnixTimeMilliseconds());

    [Fact]
    public async Task A_counter_of_an_agent_is_a_rate_for_the_latest_values_the_feed_the_socket_and_the_curve()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var schema = TestAgent.Schema(TestAgent.Series("x_total"), TestAgent.Series("load.1m"));
        await agent.StoreAsync(TestAgent.Batch(1, Start, schema, (Start, [1_000_000, 1])));
        var latest = application.Services.GetRequiredService<LatestValues>();
        Assert.Null(latest.Of(agent.Host.Id, "x_total"));
        var series = StoredRows.Catalog(application).FindSeries(agent.Host.Id, "x_total")!;
        using var feed = application.Services.GetRequiredService<CommitFeed>().Subscribe(1000);
        var token = await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(
            (await application.CreateUserAsync(Roles.Viewer)).Name, [TokenScopes.Read], TimeSpan.FromDays(1), default);
        using var client = await LiveClient.ConnectAsync(application, $"series={series.Id}", ("Authorization", "Bearer " + token));

        // A restart of what counts, and a tick from before: neither is a rate.
        await agent.StoreAsync(TestAgent.Batch(2, Start, schema, (Start.AddSeconds(2), [1_000_010, 2]), (Start.AddSeconds(4), [3, 3]), (Start.AddSeconds(-2), [5, 9])));
        await agent.StoreAsync(TestAgent.Batch(3, Start, schema, (Start.AddSeconds(6), [10, 4])));

        Assert.Equal((Start.AddSeconds(6), 3.5), latest.Of(agent.Host.Id, "x_total"));
        Assert.Equal((Start.AddSeconds(6), 4.0), latest.Of(agent.Host.Id, "load.1m"));
        var told = new List<CommittedTick>();
        while (feed.Reader.TryRead(out var group))
        {
            told.AddRange(group.Where(t => t.StreamId == series.StreamId));
        }

        Assert.Equal([[5, 2], [double.NaN, 3], [double.NaN, 9], [3.5, 4]], told.Select(t => t.Values));
        var points = new List<(DateTimeOffset, double)>();
        while (points.Count < 2)
        {
            points.AddRange((await client.NextAsync())!.Value.GetProperty("points").EnumerateArray().Select(p => (p[0].GetDateTimeOffset(), p[1].GetDouble())));
        }

        Assert.Equal([(Start.AddSeconds(2), 5), (Start.AddSeconds(6), 3.5)], points);
        Assert.Equal([[5, 9], [1_000_000, 1], [1_000_010, 2], [3, 3], [10, 4]], (await StoredRows.TicksAsync(application, agent.Host.Id)).Select(t => t.Values));
        using var viewer = await application.SignInAsAsync(Roles.Viewer);
        var curve = await viewer.GetFromJsonAsync<JsonElement>($"api/v1/query?series={series.Id}&from={Start.UtcDateTime:O}");
        Assert.Equal(3.5, curve.GetProperty("items")[0].GetProperty("summary").GetProperty("last").GetDouble());
    }

    [Fact]
    public async Task A_rule_on_a_counter_judges_its_rate()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var metric = $"judged{agent.Host.Id}_total";
        var schema = TestAgent.Schema(TestAgent.Series(metric));
        await using var db = await TestAgent.OpenAsync(application);
        var above = RuleDefinition.Of(metric, ConditionKind.Above, TimeSpan.Zero, new SeverityStep(Severity.Warning, 100));
        var rule = new Rule { Key = metric, Name = metric, Definition = above, UpdatedAt = Start };
        db.Rules.Add(rule);
        await db.SaveChangesAsync();
        application.Services.GetRequiredService<LiveFeed>().Publish(LiveFeed.Rules);

        // Far above the limit as a number, below it as a rate; then 150 a second.
        await agent.StoreAsync(TestAgent.Batch(1, Start, schema, (Start, [5000]), (Start.AddSeconds(2), [5010]), (Start.AddSeconds(4), [5310])));
        await Eventually.TrueAsync(() => db.Problems.AnyAsync(p => p.HostId == agent.Host.Id));
        var problem = await db.Problems.SingleAsync(p => p.HostId == agent.Host.Id);
        Assert.Equal((150, Start.AddSeconds(4)), (problem.Value, problem.BeganAt));
        await agent.StoreAsync(TestAgent.Batch(2, Start, schema, (Start.AddSeconds(6), [5320])));
        await Eventually.TrueAsync(() => db.Problems.AnyAsync(p => p.HostId == agent.Host.Id && p.EndedAt != null));
    }

    [Fact]
    public async Task After_a_restart_the_rate_of_a_counter_is_known_and_goes_on()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var schema = TestAgent.Schema(TestAgent.Series("x_total"));
        await agent.StoreAsync(TestAgent.Batch(1, Start, schema, (Start, [100]), (Start.AddSeconds(2), [110]), (Start.AddSeconds(4), [124])));
        var services = application.Services;
        var catalog = ActivatorUtilities.CreateInstance<SeriesCatalog>(services);
        var (latest, rates) = (new LatestValues(catalog), new CommittedRates(catalog));
        await ActivatorUtilities.CreateInstance<StoreLoading>(services, catalog, latest, rates).StartAsync(default);
        Assert.Equal((Start.AddSeconds(4), 7.0), latest.Of(agent.Host.Id, "x_total"));
        Assert.Equal([3], rates.Of(catalog.FindStream(agent.Host.Id, "agent")!.Id, Start.AddSeconds(6), [130]));
    }
}
