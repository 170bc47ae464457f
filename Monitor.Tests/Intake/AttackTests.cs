using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Intake;

[Collection(Suite.Name)]
public sealed class AttackTests(TestApplication application)
{
    private static readonly WireSchema Plain = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Attack_01_SQL_in_every_string_field_is_stored_byte_for_byte()
    {
        using var agent = await TestAgent.CreateAsync(application);
        string[] parts = ["'", "''", "\"", ";--", "/*", "*/", "$$", "\\", "%s", "1' OR '1'='1", "'); DROP TABLE hosts; --", "{0}", "pg_sleep(9)", " ", "ä", "\t\n", "<script>"];
        var texts = Gen.Choose(1, 4).SelectMany(n => Gen.Elements(parts).ArrayOf(n)).Select(string.Concat).Sample(30, 40).Distinct().ToList();
        var now = Now;
        var schema = TestAgent.Schema([.. texts.Select(t => TestAgent.Series(t, (t, t)))]);
        var answer = await agent.StoreAsync(TestAgent.Batch(1, now, schema, (now, [.. texts.Select((_, i) => (double?)i)])) with
        {
            Top = [new WireTop(now.ToUnixTimeMilliseconds(), [.. texts.Take(100).Select(t => new WireProcess(1, t, 1, 1024))])],
            Events = [.. texts.Select(t => new WireEvent(now.ToUnixTimeMilliseconds(), t, t))],
            States = [.. texts.Select(t => new WireState(t, t, now.ToUnixTimeMilliseconds()))],
            Inventory = new WireInventory(texts[0], texts[1], texts[2], 1, 1, [texts[3]], texts[4]),
        });
        Assert.Equal(texts.Count, answer.Accepted);
        await using var db = await TestAgent.OpenAsync(application);
        var hostId = agent.Host.Id;
        Assert.Equal(texts.Order(StringComparer.Ordinal), db.Events.Where(e => e.HostId == hostId).Select(e => e.Text).AsEnumerable().Order(StringComparer.Ordinal));
        Assert.Equal(texts.Order(StringComparer.Ordinal), db.HostStates.Where(s => s.HostId == hostId).Select(s => s.Name).AsEnumerable().Order(StringComparer.Ordinal));
        var series = await db.Series.Where(s => db.Streams.Any(t => t.Id == s.StreamId && t.HostId == hostId)).OrderBy(s => s.Ordinal).ToListAsync();
        Assert.Equal(texts, series.Select(s => s.Metric));
        Assert.Equal(texts, series.Select(s => LabelSet.Parse(s.Labels).Single().Value));
        Assert.Equal(texts[2], (await db.HostInventories.SingleAsync(i => i.HostId == hostId)).CpuModel);
        await using var command = application.Database.Source.CreateCommand("SELECT top FROM process_ticks WHERE host_id = $1");
        command.Parameters.AddWithValue(hostId);
        Assert.Equal(texts.Take(100), ProcessTopCodec.Decode((byte[])(await command.ExecuteScalarAsync())!).Select(p => p.Name));
    }

    [Fact]
    public async Task Attack_04_A_refused_key_stores_nothing()
    {
        using var agent = await TestAgent.CreateAsync(application);
        await using (var db = await TestAgent.OpenAsync(application))
        {
            await db.AgentKeys.Where(k => k.Id == agent.KeyId).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, Now));
        }

        var good = agent.Key;
        var before = await StoredRows.CountAsync(application, agent.Host.Id);
        foreach (var key in new[] { good, good[..^1] + (good[^1] == 'A' ? 'B' : 'A'), new Secret("mka", 2_000_000_000, Secret.NewText()).Format(), new Secret("mkt", 1, Secret.NewText()).Format(), "", "x" })
        {
            agent.Key = key;
            using var response = await agent.PostAsync(Full());
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        using var client = application.CreateClient();
        using var anonymous = await client.PostAsync("api/v1/metrics", new StringContent("{}", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal(before, await StoredRows.CountAsync(application, agent.Host.Id));
    }

    [Fact]
    public async Task Attack_05_What_everybody_may_know_is_no_key()
    {
        using var agent = await TestAgent.CreateAsync(application);
        foreach (var known in new[] { $"{agent.Host.Id}", agent.Host.Key.ToString(), agent.Host.Name, $"mka_{agent.KeyId}_", $"mka_{agent.KeyId}_{agent.Host.Key}", $"mka_{agent.KeyId}_{new string('A', 43)}" })
        {
            agent.Key = known;
            Assert.Equal(HttpStatusCode.Unauthorized, (await agent.PostAsync(Full())).StatusCode);
        }
    }

    [Fact]
    public async Task Attack_06_An_agents_key_never_writes_under_another_host()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var other = await TestAgent.CreateAsync(application);
        var now = Now;
        await other.StoreAsync(TestAgent.Batch(1, now, Plain, (now, [1])));
        var json = JsonSerializer.Serialize(TestAgent.Batch(1, now, Plain, (now.AddSeconds(1), [2])), WireJson.Default.MetricBatch);
        var before = await StoredRows.CountAsync(application, agent.Host.Id, other.Host.Id);
        foreach (var claim in new[] { $"\"host\":{other.Host.Id}", $"\"host\":\"{other.Host.Name}\"", $"\"hostKey\":\"{other.Host.Key}\"", $"\"hostId\":{other.Host.Id}", $"\"host\":{agent.Host.Id},\"hostKey\":\"{other.Host.Key}\"" })
        {
            using var response = await agent.PostAsync("{" + claim + "," + json[1..]);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Contains("/problems/foreign-host", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(before, await StoredRows.CountAsync(application, agent.Host.Id, other.Host.Id));
        Assert.Empty(await StoredRows.TicksAsync(application, agent.Host.Id));
        Assert.Equal([1.0], (await StoredRows.TicksAsync(application, other.Host.Id)).Select(t => t.Values[0]));
        await using var db = await TestAgent.OpenAsync(application);
        var row = Assert.Single(await db.Audit.Where(a => a.Act == "agent.foreign_host" && a.SubjectId == $"{agent.Host.Id}").ToListAsync());
        Assert.Contains($"\"{other.Host.Id}\"", row.After, StringComparison.Ordinal);

        // The own name is no offence, and what is not asked for is not read.
        var own = $"\"host\":{agent.Host.Id},\"hostKey\":\"{agent.Host.Key}\",\"host_id\":{other.Host.Id},\"agent\":{other.KeyId},";
        await TestAgent.AnswerAsync(await agent.PostAsync("{" + own + json[1..]));
        Assert.Equal([2.0], (await StoredRows.TicksAsync(application, agent.Host.Id)).Select(t => t.Values[0]));
        Assert.Single(await StoredRows.TicksAsync(application, other.Host.Id));
    }

    [Fact]
    public async Task Attack_10_A_body_cut_at_any_place_is_refused_and_stores_nothing()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var body = TestAgent.Gzip(JsonSerializer.SerializeToUtf8Bytes(Full(), WireJson.Default.MetricBatch));
        var before = await StoredRows.CountAsync(application, agent.Host.Id);
        for (var length = 0; length < body.Length; length++)
        {
            using var response = await agent.PostRawAsync(body[..length], "gzip");
            Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"cut at {length}: {(int)response.StatusCode}");
        }

        Assert.Equal(before, await StoredRows.CountAsync(application, agent.Host.Id));
        Assert.Equal(HttpStatusCode.OK, (await agent.PostRawAsync(body, "gzip")).StatusCode);
    }

    [Fact]
    public async Task Fault_34_Attack_11_Broken_and_unknown_encodings_are_the_senders_fault()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var json = JsonSerializer.SerializeToUtf8Bytes(Full(), WireJson.Default.MetricBatch);
        var body = TestAgent.Gzip(json);
        var flipped = (byte[])body.Clone();
        flipped[body.Length / 2] ^= 0x55;
        Assert.Equal(HttpStatusCode.BadRequest, (await agent.PostRawAsync(flipped, "gzip")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await agent.PostRawAsync([.. body, .. body], "gzip")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await agent.PostRawAsync(json, "gzip")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await agent.PostRawAsync(body)).StatusCode);
        foreach (var encodings in new[] { new[] { "zstd" }, ["br"], ["gzip", "gzip"], ["identity", "gzip"], ["deflate"] })
        {
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await agent.PostRawAsync(body, encodings)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await agent.PostRawAsync(json)).StatusCode);
    }

    [Fact]
    public async Task Attack_14_A_type_in_the_body_is_an_unknown_property()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var json = JsonSerializer.Serialize(Full(), WireJson.Default.MetricBatch);
        var typed = "{\"$type\":\"System.Diagnostics.Process, System\",\"$id\":\"1\"," + json[1..].Replace("\"t\":", "\"$type\":{\"a\":[1,{}]},\"t\":", StringComparison.Ordinal);
        Assert.Equal(1, (await TestAgent.AnswerAsync(await agent.PostAsync(typed))).Accepted);
    }

    [Fact]
    public async Task Attack_17_Labels_that_look_alike_are_different_series()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = Now;
        var schema = TestAgent.Schema(
            TestAgent.Series("m", ("a", "bc")), TestAgent.Series("m", ("ab", "c")), TestAgent.Series("m", ("a", "b\",c=\"d")), TestAgent.Series("m", ("a", "b"), ("c", "d")),
            TestAgent.Series("m", ("a", "b\"")), TestAgent.Series("m", ("a=\"b", "")), TestAgent.Series("m"), TestAgent.Series("m,a", ("b", "c")));
        Assert.Equal(8, (await agent.StoreAsync(TestAgent.Batch(1, now, schema, (now, [1, 2, 3, 4, 5, 6, 7, 8])))).Accepted);
        Assert.Equal(8, StoredRows.Catalog(application).SeriesOf(agent.Host.Id).Select(s => s.Name).Distinct().Count());
    }

    [Fact]
    public async Task Attack_17_A_flood_of_series_ends_at_the_hosts_limit_and_the_first_ones_stay()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = Now;
        await agent.StoreAsync(TestAgent.Batch(1, now, Plain, (now, [1])));
        for (var part = 0; part < 5; part++)
        {
            var flood = TestAgent.Schema([.. Enumerable.Range(0, 1000).Select(i => TestAgent.Series("flood", ("id", $"{part}-{i}")))]);
            var answer = await agent.StoreAsync(TestAgent.Batch(2 + part, now, flood, (now.AddSeconds(1 + part), [.. Enumerable.Repeat((double?)1, 1000)])));
            Assert.Equal(1000, answer.Accepted + answer.Rejected.Sum(r => r.Count));
            Assert.Equal(part == 0 ? 0 : part == 1 ? 1 : 1000, answer.Rejected.SingleOrDefault(r => r.Reason == "series_limit")?.Count ?? 0);
        }

        Assert.Equal(2000, StoredRows.Catalog(application).SeriesOf(agent.Host.Id).Count);
        Assert.Equal(1, (await agent.StoreAsync(TestAgent.Batch(9, now, Plain, (now.AddSeconds(9), [1])))).Accepted);
    }

    private static MetricBatch Full()
    {
        var now = Now;
        return TestAgent.Batch(1, now, Plain, (now, [1])) with { Events = [new WireEvent(now.ToUnixTimeMilliseconds(), "a", "b")] };
    }
}
