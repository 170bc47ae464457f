using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;
using Monitor.Web.Store;

namespace Monitor.Tests.Intake;

[Collection(Suite.Name)]
public sealed class BadInputTests(TestApplication application)
{
    private static readonly WireSchema Two = TestAgent.Schema(TestAgent.Series("a"), TestAgent.Series("b"));

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData("1e999", "not_finite")]
    [InlineData("-1e999", "not_finite")]
    [InlineData("\"NaN\"", "not_a_number")]
    [InlineData("\"Infinity\"", "not_a_number")]
    [InlineData("true", "not_a_number")]
    [InlineData("[1,2]", "not_a_number")]
    [InlineData("{\"a\":1}", "not_a_number")]
    public async Task Attack_15_Fault_29_A_value_that_is_no_finite_number_is_refused_and_the_rest_kept(string value, string reason)
    {
        using var agent = await TestAgent.CreateAsync(application);
        var answer = await TestAgent.AnswerAsync(await agent.PostAsync(Body($"[{value},5]")));
        Assert.Equal(1, answer.Accepted);
        var rejection = Assert.Single(answer.Rejected);
        Assert.Equal((reason, 1), (rejection.Reason, rejection.Count));
        Assert.NotEmpty(rejection.Help);
        Assert.Equal(new[] { double.NaN, 5 }, (await StoredRows.TicksAsync(application, agent.Host.Id)).Single().Values);
    }

    [Theory]
    [InlineData("-0.0", -0.0)]
    [InlineData("9007199254740993", 9007199254740992)]
    [InlineData("4.9e-324", double.Epsilon)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    public async Task Attack_15_Numbers_at_the_edge_come_back_bit_for_bit(string text, double value)
    {
        using var agent = await TestAgent.CreateAsync(application);
        await TestAgent.AnswerAsync(await agent.PostAsync(Body($"[{text},null]")));
        var stored = (await StoredRows.TicksAsync(application, agent.Host.Id)).Single().Values[0];
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(stored));
    }

    [Theory]
    [InlineData("""["a\u0000b"]""", "name_invalid")]
    [InlineData("""["\ud800"]""", "name_invalid")]
    [InlineData("""["bad\udc00\ud800"]""", "name_invalid")]
    [InlineData("""[""]""", "name_invalid")]
    [InlineData("""["m",{"l":"\u0000"}]""", "labels_invalid")]
    [InlineData("""["m",{"l":"\udfff"}]""", "labels_invalid")]
    [InlineData("""["m",{"l":1}]""", "labels_invalid")]
    [InlineData("""["m",{"":"x"}]""", "labels_invalid")]
    [InlineData("""["m",{"l":"1","l":"2"}]""", "labels_invalid")]
    public async Task Attack_15_Fault_35_A_name_that_is_no_text_is_refused_and_the_rest_kept(string series, string reason)
    {
        using var agent = await TestAgent.CreateAsync(application);
        var answer = await TestAgent.AnswerAsync(await agent.PostAsync(WithSeries(series)));
        Assert.Equal(1, answer.Accepted);
        Assert.Equal((reason, 1), (answer.Rejected.Single().Reason, answer.Rejected.Single().Count));
        Assert.NotNull(StoredRows.Catalog(application).FindSeries(agent.Host.Id, "good"));
    }

    [Fact]
    public async Task Attack_15_Fault_35_Broken_UTF8_in_a_name_is_refused_and_the_rest_kept()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var bytes = Encoding.UTF8.GetBytes(WithSeries("[\"XX\"]"));
        var at = bytes.AsSpan().IndexOf("XX"u8);
        (bytes[at], bytes[at + 1]) = (0xC3, 0x28);
        var answer = await TestAgent.AnswerAsync(await agent.PostAsync(bytes));
        Assert.Equal((1, "name_invalid"), (answer.Accepted, answer.Rejected.Single().Reason));
    }

    [Theory]
    [InlineData("\\u0000")]
    [InlineData("\\ud800")]
    [InlineData("\\udfff x")]
    public async Task Attack_15_Fault_35_What_is_no_text_in_events_states_processes_and_the_inventory_is_left_out_and_the_rest_kept(string bad)
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = Now.ToUnixTimeMilliseconds();
        var answer = await TestAgent.AnswerAsync(await agent.PostAsync(
            $$$"""
            {"v":1,"seq":1,"sent":{{{now}}},"count":0,
             "events":[{"t":{{{now}}},"kind":"a{{{bad}}}","text":"x"},{"t":{{{now}}},"kind":"k","text":"a{{{bad}}}"},{"t":{{{now}}},"kind":"good","text":"good"}],
             "states":[{"t":{{{now}}},"name":"a{{{bad}}}","text":"x"},{"t":{{{now}}},"name":"n","text":"a{{{bad}}}"},{"t":{{{now}}},"name":"good","text":"good"}],
             "top":[{"t":{{{now}}},"processes":[{"pid":1,"name":"a{{{bad}}}","cpu":1,"memory":1},{"pid":2,"name":"good","cpu":1,"memory":1}]}],
             "inventory":{"operatingSystem":"a{{{bad}}}","kernel":"a{{{bad}}}","cpuModel":"good","cpuCount":1,"memoryBytes":1,"addresses":["a{{{bad}}}","good"],"agentVersion":"a{{{bad}}}"}}
            """));
        Assert.Equal(("text_invalid", 5), (answer.Rejected.Single().Reason, answer.Rejected.Single().Count));
        await using var db = await TestAgent.OpenAsync(application);
        Assert.Equal(["good"], await db.Events.Where(e => e.HostId == agent.Host.Id).Select(e => e.Text).ToListAsync());
        Assert.Equal(["good"], await db.HostStates.Where(s => s.HostId == agent.Host.Id).Select(s => s.Text).ToListAsync());
        var inventory = await db.HostInventories.SingleAsync(i => i.HostId == agent.Host.Id);
        Assert.Equal(("", "good", "good"), (inventory.OperatingSystem, inventory.CpuModel, inventory.Addresses));
    }

    [Fact]
    public async Task Attack_16_A_name_of_10000_characters_is_refused_with_its_reason_and_HTML_stays_text()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = Now;
        var html = "<img src=x onerror=alert(1)>";
        var wide = string.Concat(Enumerable.Repeat("\U0001F600", 490));
        var schema = TestAgent.Schema(
            TestAgent.Series(new string('n', 10_000)), TestAgent.Series("m", ("l", new string('v', 10_000))), TestAgent.Series(html, ("<b>", html)),
            TestAgent.Series("m", ("l", new string('v', 900))), TestAgent.Series("wide", ("l", wide)));
        var answer = await agent.StoreAsync(TestAgent.Batch(1, now, schema, (now, [1, 2, 3, 4, 5])));
        Assert.Equal(3, answer.Accepted);
        Assert.Equal(["labels_too_long", "name_too_long"], answer.Rejected.Select(r => r.Reason).Order());
        Assert.NotNull(StoredRows.Catalog(application).FindSeries(agent.Host.Id, html, $"<b>=\"{html.Replace("=", "\\=", StringComparison.Ordinal)}\""));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{} {}")]
    [InlineData("""{"v":1,"seq":1,"sent":1,"count":0,"ticks":[]""")]
    [InlineData("""{"v":2,"seq":1,"sent":1,"count":0}""")]
    [InlineData("""{"v":1,"seq":-1,"sent":1,"count":0}""")]
    [InlineData("""{"v":1,"seq":1,"sent":9223372036854775807,"count":0}""")]
    [InlineData("""{"v":1,"seq":1,"sent":1,"count":1,"ticks":[]}""")]
    [InlineData("""{"v":1,"seq":1,"sent":1,"count":-1,"ticks":[]}""")]
    [InlineData("""{"v":1,"seq":1,"sent":1,"count":0,"count":0}""")]
    [InlineData("""{"v":1,"seq":1,"sent":1,"count":1,"ticks":[{"schema":"xyz","t":1,"v":[]}]}""")]
    [InlineData("""{"v":1,"seq":1,"sent":1,"count":1,"ticks":[1]}""")]
    [InlineData("""{"v":1,"seq":1,"sent":1,"count":0,"schemas":[{"id":"0123456789abcdef","series":[["a"]]}]}""")]
    [InlineData("""{"v":1,"seq":1,"sent":1,"count":0,"schemas":{"id":1}}""")]
    [InlineData("""{"v":1,"seq":1,"sent":1,"count":0,"x":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}""")]
    public async Task What_is_no_batch_is_answered_with_what_to_do(string body)
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var response = await agent.PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.StartsWith("/problems/", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task Fault_25_Times_ahead_of_the_servers_clock_are_refused_and_the_skew_is_kept_for_the_host_page()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = Now;
        var ahead = now.AddHours(1);
        var batch = TestAgent.Batch(1, ahead, Two, (ahead, [1, 2]), (now.AddMinutes(4), [3, 4])) with { Inventory = new WireInventory("os", "", "", 1, 1, [], "") };
        var answer = await agent.StoreAsync(batch);
        Assert.Equal(2, answer.Accepted);
        Assert.Equal(("from_the_future", 2), (answer.Rejected.Single().Reason, answer.Rejected.Single().Count));
        await using var db = await TestAgent.OpenAsync(application);
        var skew = (await db.HostInventories.SingleAsync(i => i.HostId == agent.Host.Id)).ClockSkewMilliseconds;
        Assert.InRange(skew, 3_500_000, 3_700_000);
        Assert.Contains("ahead of the server", (await db.HostStates.SingleAsync(s => s.HostId == agent.Host.Id && s.Name == "agent.clock")).Text, StringComparison.Ordinal);
        var seen = application.Services.GetRequiredService<LatestValues>().Host(agent.Host.Id)!;
        Assert.InRange(seen.LastSeenAt, now.AddMinutes(-1), now.AddMinutes(2));
    }

    [Fact]
    public async Task Fault_26_A_clock_that_goes_back_clashes_with_nothing()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds());
        await agent.StoreAsync(TestAgent.Batch(1, now, Two, (now, [1, 2])));
        var back = now.AddHours(-1);
        Assert.Equal(2, (await agent.StoreAsync(TestAgent.Batch(2, back, Two, (back, [3, 4])))).Accepted);
        Assert.Equal([back, now], (await StoredRows.TicksAsync(application, agent.Host.Id)).Select(t => t.Time));
        Assert.Equal((now, 1.0), application.Services.GetRequiredService<LatestValues>().Of(agent.Host.Id, "a"));
    }

    [Fact]
    public async Task Fault_24_Times_older_than_raw_data_is_kept_are_refused_and_younger_ones_taken()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = Now;
        var answer = await agent.StoreAsync(TestAgent.Batch(1, now, Two, (now.AddDays(-30), [1, 2]), (now.AddDays(-7).AddMinutes(5), [3, null]), (now, [4, null])));
        Assert.Equal(2, answer.Accepted);
        Assert.Equal(("too_old", 2), (answer.Rejected.Single().Reason, answer.Rejected.Single().Count));
    }

    [Fact]
    public async Task Good_and_bad_in_one_batch_are_counted_each_and_seen_by_the_server()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var counters = application.Services.GetRequiredService<IngestCounters>();
        var before = counters.RefusedSamples.GetValueOrDefault("shape_mismatch");
        var now = Now;
        var batch = TestAgent.Batch(1, now, Two, (now, [1, 2]), (now.AddSeconds(1), [1, 2, 3]), (now.AddSeconds(2), [5, null])) with
        {
            Events = [new WireEvent(now.ToUnixTimeMilliseconds(), "ok", "fine"), new WireEvent(now.ToUnixTimeMilliseconds(), "", "no kind")],
        };
        var answer = await agent.StoreAsync(batch);
        Assert.Equal(3, answer.Accepted);
        Assert.Equal(["shape_mismatch 3", "text_invalid 1"], answer.Rejected.Select(r => $"{r.Reason} {r.Count}").Order());
        Assert.Equal(before + 3, counters.RefusedSamples["shape_mismatch"]);
    }

    private static string Body(string values)
    {
        var now = Now.ToUnixTimeMilliseconds();
        var names = JsonSerializer.Serialize(Two, WireJson.Default.Options.GetTypeInfo(typeof(WireSchema)));
        return $$"""{"v":1,"seq":1,"sent":{{now}},"count":1,"schemas":[{{names}}],"ticks":[{"schema":"{{Two.Id}}","t":{{now}},"v":{{values}}}]}""";
    }

    private static string WithSeries(string series)
    {
        var now = Now.ToUnixTimeMilliseconds();
        return $$"""{"v":1,"seq":1,"sent":{{now}},"count":1,"schemas":[{"id":"00000000000000aa","series":[{{series}},["good"]]}],"ticks":[{"schema":"00000000000000aa","t":{{now}},"v":[1,2]}]}""";
    }
}
