using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Tests.Support;
using Monitor.Web.Intake;
using Monitor.Web.Intake.Otlp;

namespace Monitor.Tests.Intake.Lines;

/// <summary>OTLP/HTTP at <c>/v1/logs</c>. The messages are put together here byte by byte, by the published field numbers.</summary>
[Collection(Suite.Name)]
public sealed class OtlpTests(TestApplication application)
{
    [Fact]
    public async Task Records_in_Protocol_Buffers_are_stored_with_service_severity_and_attributes()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await LogsApiTests.ProgramAsync(application, Roles.Technician, TokenScopes.Ingest);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        byte[] record = [
            .. Fixed(1, (ulong)now * 1_000_000), .. Number(2, 17), .. Field(5, Text("payment failed")), .. Field(6, Attribute("order", Text("a b"))), .. Field(6, Attribute("tries", Number(3, 3))),
            .. Field(9, [0x5b, 0x8e]), .. Field(99, [1, 2, 3])];
        var body = Request(agent.Host.Name, "shop", record, Field(5, Text("no time")));
        Assert.Equal((HttpStatusCode.OK, OtlpReply.Protobuf, 0), await PostAsync(program, TestAgent.Gzip(body), OtlpReply.Protobuf, "gzip"));
        var stored = await StoredLines.OfAsync(application, agent.Host.Id);
        Assert.Equal(["payment failed order=\"a b\" tries=3 trace_id=5b8e", "no time"], stored.Select(l => l.Text));
        Assert.Equal(["OpenTelemetry shop Error", "OpenTelemetry shop Info"], stored.Select(l => $"{l.Kind} {l.Source} {l.Line.Severity}"));
        Assert.Equal(now, stored[0].Line.Time);
    }

    [Fact]
    public async Task Fault_22_A_call_that_is_sent_again_counts_once()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await LogsApiTests.ProgramAsync(application, Roles.Technician, TokenScopes.Ingest);
        var body = Request(agent.Host.Name, "shop", Field(5, Text("once")));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PostAsync(program, body, OtlpReply.Protobuf)));
        Assert.Single(await StoredLines.OfAsync(application, agent.Host.Id));
    }

    [Fact]
    public async Task Records_in_JSON_are_stored_and_those_of_hosts_that_are_not_there_are_told_as_a_partial_success()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await LogsApiTests.ProgramAsync(application, Roles.Technician, TokenScopes.Ingest);
        var body = $$$$"""
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"host.name","value":{"stringValue":"{{{{agent.Host.Name}}}}"}}]},
            "scopeLogs":[{"scope":{"name":"x"},"logRecords":[{"timeUnixNano":"1","observedTimeUnixNano":"2","severityNumber":13,"body":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"7"}},
            {"key":"b","value":{"arrayValue":{"values":[{"boolValue":true},{"doubleValue":0.5}]}}}]}}},{"severityText":"FATAL","body":{"stringValue":"end"}},{"attributes":[]}]}]},
            {"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"no such host"}}]},"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"}}]}]}]}
            """;
        using var response = await LogsApiTests.PostAsync(program, "v1/logs", Encoding.UTF8.GetBytes(body), "application/json", null, null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("2", answer.RootElement.GetProperty("partialSuccess").GetProperty("rejectedLogRecords").GetString());
        var stored = await StoredLines.OfAsync(application, agent.Host.Id);
        Assert.Equal(["shop Warning {a=7, b=[true, 0.5]}", "shop Critical end"], stored.Select(l => $"{l.Source} {l.Line.Severity} {l.Text}"));
        Assert.True(stored[0].Line.Marks.HasFlag(LogMarks.ForgedTime));
    }

    [Fact]
    public void Attack_15_Fault_35_A_text_in_JSON_that_is_no_Unicode_is_repaired_and_all_else_stays()
    {
        var logs = new OtlpLogs();
        byte[] body =
        [
            .. """{"\ud800":1,"resourceLogs":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"ho\udc00st"}},{"key":"\ud800","value":{"\ud800":"x"}},{"key":"service.name","value":{"stringValue":"s\ud83d\ude00"}}]}, """u8,
            .. """ "scopeLogs":[{"\ud800":"x","logRecords":[{"body":{"stringValue":"half \ud800 pair"}},{"body":{"stringValue":"good 😀"},"severityText":"\udfff"},{"body":{"\ud800":1,"doubleValue":"\ud800"}},{"body":{"stringValue": """u8,
            (byte)'"', 0xFF, 0xC0, .. "\"}}]}]}]}"u8,
        ];
        OtlpJson.Read(body, logs);
        var post = Assert.Single(logs.Hosts.Values);
        var lines = Assert.Single(post.Lines);
        Assert.Equal(("ho\ufffdst", "s😀"), (post.Host, lines.Source));
        Assert.Equal(["half \ufffd pair", "good 😀", "\ufffd", "\ufffd\ufffd"], lines.Lines.Select(l => l.Text));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("\"timeUnixNano\":\"1795176000000000000\",", true)]
    [InlineData("\"observedTimeUnixNano\":\"1795176000000000000\",", true)]
    public void The_same_bytes_without_a_time_are_a_repeat_for_a_minute_and_with_one_for_good(string time, bool isForGood)
    {
        var (body, logs) = (Encoding.UTF8.GetBytes("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{TIME"body":{"stringValue":"alive"}}]}]}]}""".Replace("TIME", time, StringComparison.Ordinal)), new OtlpLogs());
        OtlpJson.Read(body, logs);
        var now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(OtlpEndpoint.KeyOf(body, logs, now), OtlpEndpoint.KeyOf(body, logs, now.AddSeconds(59)));
        Assert.Equal(isForGood, OtlpEndpoint.KeyOf(body, logs, now) == OtlpEndpoint.KeyOf(body, logs, now.AddSeconds(60)));
    }

    [Fact]
    public void A_name_that_is_cut_ends_with_a_whole_character()
    {
        var logs = new OtlpLogs();
        var name = new string('s', LogSource.NameLength - 1);
        OtlpJson.Read(Encoding.UTF8.GetBytes("""{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"NAME😀"}}]},"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"}}]}]}]}""".Replace("NAME", name, StringComparison.Ordinal)), logs);
        Assert.Equal(name, Assert.Single(Assert.Single(logs.Hosts.Values).Lines).Source);
    }

    [Fact]
    public async Task Attack_06_An_agents_key_brings_records_of_its_own_host_and_of_no_other()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var other = await TestAgent.CreateAsync(application);
        using var program = application.CreateClient();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", agent.Key);
        var two = new[] { agent.Host.Name, other.Host.Name }.SelectMany(h => Request(h, "s", Field(5, Text("x")))).ToArray();
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(program, two, OtlpReply.Protobuf)).Status);
        Assert.Empty(await StoredLines.OfAsync(application, agent.Host.Id));
        Assert.Empty(await StoredLines.OfAsync(application, other.Host.Id));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(program, Request(null, "s", Field(5, Text("own"))), OtlpReply.Protobuf)).Status);
        Assert.Equal("own", Assert.Single(await StoredLines.OfAsync(application, agent.Host.Id)).Text);
    }

    [Fact]
    public async Task Attack_04_Refusals_are_in_the_encoding_of_the_question_with_the_code_of_gRPC()
    {
        using var stranger = application.CreateClient();
        using var response = await LogsApiTests.PostAsync(stranger, "v1/logs", "{}"u8.ToArray(), "application/json", null, null);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        using var status = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(16, status.RootElement.GetProperty("code").GetInt32());
        using var reader = await LogsApiTests.ProgramAsync(application, Roles.Admin, TokenScopes.Read);
        var (code, type, _) = await PostAsync(reader, [], OtlpReply.Protobuf);
        Assert.Equal((HttpStatusCode.Forbidden, OtlpReply.Protobuf), (code, type));
        using var program = await LogsApiTests.ProgramAsync(application, Roles.Technician, TokenScopes.Ingest);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await PostAsync(program, [1], "text/plain")).Status);
    }

    [Fact]
    public void Attack_10_Attack_15_Attack_16_Fault_32_Messages_that_are_cut_lie_about_lengths_or_are_damaged_are_read_or_refused_and_nothing_else()
    {
        var good = Request("host", "service", (byte[])[.. Fixed(1, 1), .. Field(5, Text("text")), .. Field(6, Attribute("k", Field(6, Field(1, Attribute("a", Text("b"))))))]);
        OtlpProtobuf.Read(good, new OtlpLogs());
        foreach (var lie in new byte[][] { [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0x0B], [0x00], [0x0A, 0x80], good[..^1] })
        {
            Assert.Throws<BatchFormatException>(() => OtlpProtobuf.Read(lie, new OtlpLogs()));
        }

        var random = new Random(1);
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                OtlpProtobuf.Read(bytes, new OtlpLogs());
            }
            catch (BatchFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 19_999);
    }

    [Fact]
    public void Attack_45_A_value_that_is_nested_without_end_costs_nothing()
    {
        var value = Text("x");
        for (var i = 0; i < 5000; i++)
        {
            value = Field(5, Field(1, value));
        }

        var logs = new OtlpLogs();
        OtlpProtobuf.Read(Request("h", "s", Field(5, value)), logs);
        Assert.Equal("[[[[[[[[…]]]]]]]]", Assert.Single(Assert.Single(logs.Hosts.Values).Lines).Lines[0].Text);
    }

    private static async Task<(HttpStatusCode Status, string? Type, long Length)> PostAsync(HttpClient program, byte[] body, string type, string? encoding = null)
    {
        using var response = await LogsApiTests.PostAsync(program, "v1/logs", body, type, encoding, null);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, (await response.Content.ReadAsByteArrayAsync()).Length);
    }

    private static byte[] Request(string? host, string service, params byte[][] records)
    {
        byte[] resource = [.. Field(1, Attribute("service.name", Text(service))), .. host is null ? [] : Field(1, Attribute("host.name", Text(host)))];
        return Field(1, [.. Field(1, resource), .. Field(2, [.. Field(1, Field(1, "scope"u8.ToArray())), .. records.SelectMany(r => Field(2, r))])]);
    }

    private static byte[] Attribute(string name, byte[] value) => [.. Field(1, Encoding.UTF8.GetBytes(name)), .. Field(2, value)];

    private static byte[] Text(string text) => Field(1, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] content) => [.. Varint((ulong)((number << 3) | 2)), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int number, ulong value) => [.. Varint((ulong)(number << 3)), .. Varint(value)];

    private static byte[] Fixed(int number, ulong value) => [.. Varint((ulong)((number << 3) | 1)), .. BitConverter.GetBytes(value)];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
