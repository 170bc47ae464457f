using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Metrics;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Tests.Metrics;

/// <summary>Cheap questions with costly answers.</summary>
[Collection(Suite.Name)]
public sealed class QueryBoundsTests(TestApplication application)
{
    private static readonly WireSchema Wide = TestAgent.Schema([.. Enumerable.Range(0, 1000).Select(i => TestAgent.Series("wide.value", ("n", $"{i}"), ("odd", i % 2 == 0 ? "no" : "\"yes\",odd=\"no\"")))]);

    [Fact]
    public async Task Attack_45_A_thousand_series_come_page_by_page_whatever_the_range()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        await agent.StoreAsync(TestAgent.Batch(1, now, Wide, [.. Enumerable.Range(0, 3).Select(t => (now.AddSeconds(t - 5), Enumerable.Range(0, 1000).Select(i => (double?)(i + t)).ToArray()))]));
        using var client = await application.SignInAsAsync(Roles.Viewer);
        using var endless = await client.GetAsync($"api/v1/query?host={agent.Host.Id}&from={now.AddYears(-10):yyyy-MM-ddTHH:mm:ssZ}");
        Assert.Equal(HttpStatusCode.BadRequest, endless.StatusCode);

        var seen = new List<int>();
        string? after = "0";
        for (var page = 0; after is not null; page++)
        {
            Assert.True(page < 50, "The pages have no end.");
            var answer = await client.GetFromJsonAsync<JsonElement>(
                $"api/v1/query?host={agent.Host.Id}&metric=wide.value&from={now.AddDays(-360):yyyy-MM-ddTHH:mm:ssZ}&to={now.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}&after={after}");
            var items = answer.GetProperty("items").EnumerateArray().ToList();
            Assert.InRange(items.Count, 1, SeriesReader.MaximumSeries);
            Assert.All(items, i => Assert.InRange(i.GetProperty("points").GetArrayLength(), 1, SeriesReader.MaximumPoints));
            seen.AddRange(items.Select(i => i.GetProperty("id").GetInt32()));
            after = answer.GetProperty("next").GetString();
        }

        Assert.Equal(StoredRows.Catalog(application).SeriesOf(agent.Host.Id).Select(s => s.Id).Order(), seen);
        using var csv = await client.GetAsync($"api/v1/query?host={agent.Host.Id}&limit=3&format=csv");
        Assert.Equal(seen[2].ToString(), Assert.Single(csv.Headers.GetValues("Monitor-Next")));
        Assert.Equal(1 + 9, (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("series?metric=")]
    [InlineData("query?series=")]
    [InlineData("tickets?text=")]
    public async Task Attack_45_A_filter_without_end_is_refused_unread(string path)
    {
        using var client = await application.SignInAsAsync(Roles.Viewer);
        using var answer = await client.GetAsync("api/v1/" + path + new string('1', 60_000));
        Assert.Equal(HttpStatusCode.RequestUriTooLong, answer.StatusCode);
    }

    [Fact]
    public async Task Series_are_found_by_metric_and_labels_across_hosts_page_by_page()
    {
        using var first = await TestAgent.CreateAsync(application);
        using var second = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var metric = $"found.{first.Host.Id}";
        var schema = TestAgent.Schema(
            TestAgent.Series(metric, ("mount", "/"), ("kind", "a,b=\"c\"")), TestAgent.Series(metric, ("mount", "/home")), TestAgent.Series(metric));
        foreach (var agent in new[] { first, second })
        {
            await agent.StoreAsync(TestAgent.Batch(1, now, schema, (now, [1, 2, 3])));
        }

        using var client = await application.SignInAsAsync(Roles.Viewer);
        Assert.Equal(6, (await ListAsync("series", "")).Count);
        Assert.Equal(6, (await ListAsync("query", "")).Count);
        Assert.Equal(2, (await ListAsync("series", "&labels=" + Uri.EscapeDataString("mount=\"/\""))).Count);
        Assert.Equal(2, (await ListAsync("query", "&labels=" + Uri.EscapeDataString("kind=\"a,b=\\\"c\\\"\",mount=\"/\""))).Count);
        Assert.Empty(await ListAsync("series", "&labels=" + Uri.EscapeDataString("b=\"c\"")));
        Assert.Equal(2, (await ListAsync("query", "&labels=")).Count);
        Assert.Single(await ListAsync("query", $"&host={second.Host.Id}&labels="));
        foreach (var path in new[] { "series", "query" })
        {
            using var broken = await client.GetAsync($"api/v1/{path}?metric={metric}&labels=mount");
            Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
            Assert.Contains("name=", await broken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        async Task<List<int>> ListAsync(string path, string more)
        {
            var seen = new List<int>();
            string? after = "0";
            while (after is not null)
            {
                var page = await client.GetFromJsonAsync<JsonElement>($"api/v1/{path}?metric={metric}&limit=2&after={after}{more}");
                Assert.InRange(page.GetProperty("items").GetArrayLength(), 0, 2);
                seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt32()));
                after = page.GetProperty("next").GetString();
            }

            Assert.Equal(seen.Order().Distinct(), seen);
            return seen;
        }
    }

    [Fact]
    public async Task Attack_45_A_query_that_the_database_cannot_answer_soon_is_stopped_and_others_go_on()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var then = now.AddHours(-30);
        var schema = TestAgent.Schema(TestAgent.Series("a"));
        await agent.StoreAsync(TestAgent.Batch(1, now, schema, (then, [1])));
        using var greedy = await application.SignInAsAsync(Roles.Viewer);
        using var other = await application.SignInAsAsync(Roles.Viewer);
        var path = $"api/v1/query?host={agent.Host.Id}&from={then.AddMinutes(-5):yyyy-MM-ddTHH:mm:ssZ}&to={then.AddMinutes(5):yyyy-MM-ddTHH:mm:ssZ}";
        var slots = application.Services.GetRequiredService<QuerySlots>();
        await using (await OldSamples.LockAsync(application))
        {
            var stuck = Enumerable.Range(0, 12).Select(_ => greedy.GetAsync(path)).ToList();
            await Eventually.TrueAsync(async () => await OldSamples.WaitingAsync(application) > 0);
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("api/v1/hosts?limit=5")).StatusCode);
                Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"api/v1/series?host={agent.Host.Id}")).StatusCode);
                await agent.StoreAsync(TestAgent.Batch(i + 2, now, schema, (now.AddSeconds(i), [i])));
                Assert.InRange(slots.Reading, 0, 3);
            }

            foreach (var answer in await Task.WhenAll(stuck))
            {
                var text = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, text);
                Assert.NotNull(answer.Headers.RetryAfter);
                var problem = JsonElement.Parse(text);
                Assert.Contains(problem.GetProperty("type").GetString(), (string[])["/problems/takes-too-long", "/problems/server-busy"]);
                Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
            }
        }

        // Again and again, on every connection that a stopped statement was on.
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await greedy.GetAsync(path)).StatusCode);
        }
    }
}
