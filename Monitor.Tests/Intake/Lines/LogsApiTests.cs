using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Intake.Lines;

/// <summary><c>POST /api/v1/logs</c>.</summary>
[Collection(Suite.Name)]
public sealed class LogsApiTests(TestApplication application)
{
    [Fact]
    public async Task Lines_as_an_object_as_rows_and_as_text_are_stored_and_a_bad_one_is_told_apart()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync(Roles.Technician, TokenScopes.Ingest);
        var now = TimeProvider.System.GetUtcNow();
        var answer = await StoreAsync(program, $$"""
            {"host":"{{agent.Host.Name}}","source":"deploy","lines":[{"time":"{{now:O}}","severity":"warning","text":"one"},{"time":{{now.ToUnixTimeMilliseconds()}},"severity":3,"text":"two","source":"other"},
            "three",{"time":"yesterday","text":"x"},{"severity":"loud","text":"x"},{"text":null},7]}
            """);
        Assert.Equal((3, 0, "line_invalid 4"), answer);
        Assert.Equal((2, 0, "line_invalid 1"), await StoreAsync(program, "{\"text\":\"four\",\"severity\":\"error\"}\n{\"text\":\n\r\n{\"text\":\"five\"}", "application/x-ndjson", $"?host={agent.Host.Id}&source=rows"));
        Assert.Equal((2, 0, ""), await StoreAsync(program, "six\r\n\nseven", "text/plain; charset=utf-8", $"?host={agent.Host.Key}"));
        var stored = await StoredLines.OfAsync(application, agent.Host.Id);
        Assert.Equal(
            ["deploy Warning one", "deploy Info three", "other Error two", "rows Error four", "rows Info five", "api Info six", "api Info seven"],
            stored.Select(l => $"{l.Source} {l.Line.Severity} {l.Text}"));
        Assert.All(stored, l => Assert.Equal("Api", l.Kind));
    }

    [Fact]
    public async Task Fault_35_A_line_whose_source_is_no_name_is_refused_alone()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync(Roles.Technician, TokenScopes.Ingest);
        string[] bad = ["\"\"", "\"\\ud800\"", "\"a\\u0000b\"", $"\"{new string('x', 401)}\"", "1.5", "true", "{\"a\":[1]}"];
        var lines = string.Join(',', bad.Select(b => $$"""{"text":"x","source":{{b}}}"""));
        Assert.Equal((3, 0, "source_invalid 7"), await StoreAsync(program, $$"""{"host":{{agent.Host.Id}},"lines":[{"text":"one"},{{lines}},{"text":"two","source":7},{"text":"three","source":null}],"source":"s"}"""));
        Assert.Equal((2, 0, "source_invalid 7"), await StoreAsync(
            program, "{\"text\":\"four\"}\n" + lines.Replace("},{\"text", "}\n{\"text", StringComparison.Ordinal) + "\n{\"text\":\"five\",\"source\":\"own\"}", "application/x-ndjson", $"?host={agent.Host.Id}&source=rows"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(program, $$"""{"host":{{agent.Host.Id}},"source":"","lines":["x"]}"""));
        var stored = await StoredLines.OfAsync(application, agent.Host.Id);
        Assert.Equal(["7 two", "own five", "rows four", "s one", "s three"], stored.Select(l => $"{l.Source} {l.Text}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Fault_22_The_same_idempotency_key_counts_once_also_three_times_at_once()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var other = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync(Roles.Technician, TokenScopes.Ingest);
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StoreAsync(program, "a\nb", "text/plain", $"?host={agent.Host.Id}", "release 12")));
        Assert.Equal((2, 4), (answers.Sum(a => a.Accepted), answers.Sum(a => a.Duplicate)));
        Assert.Equal((1, 0, ""), await StoreAsync(program, "c", "text/plain", $"?host={other.Host.Id}", "release 12"));
        Assert.Equal((1, 0, ""), await StoreAsync(program, "d", "text/plain", $"?host={agent.Host.Id}", "release 13"));

        // Another sender may number its calls in the same way.
        using var second = await ProgramAsync(Roles.Technician, TokenScopes.Ingest);
        Assert.Equal((1, 0, ""), await StoreAsync(second, "e", "text/plain", $"?host={agent.Host.Id}", "release 12"));
        second.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", agent.Key);
        Assert.Equal((1, 0, ""), await StoreAsync(second, "f", "text/plain", "", "release 12"));
        Assert.Equal((0, 1, ""), await StoreAsync(second, "f", "text/plain", "", "release 12"));
        Assert.Equal(["a", "b", "d", "e", "f"], (await StoredLines.OfAsync(application, agent.Host.Id)).Select(l => l.Text));
    }

    [Fact]
    public async Task Attack_04_Who_may_not_bring_lines_is_refused_and_stores_nothing()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var before = await StoredLines.CountAllAsync(application);
        foreach (var (role, scope) in new[] { (Roles.EndUser, TokenScopes.Ingest), (Roles.Viewer, TokenScopes.Ingest), (Roles.Admin, TokenScopes.Read), (Roles.Admin, TokenScopes.EventsWrite) })
        {
            using var program = await ProgramAsync(role, scope);
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(program, "x", "text/plain", $"?host={agent.Host.Id}"));
        }

        using var stranger = application.CreateClient();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(stranger, "x", "text/plain", $"?host={agent.Host.Id}"));
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new Secret("mkt", 2_000_000_000, Secret.NewText()).Format());
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(stranger, "x", "text/plain", $"?host={agent.Host.Id}"));
        using var session = await application.SignInAdminAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(session, "x", "text/plain", $"?host={agent.Host.Id}"));
        Assert.Equal(before, await StoredLines.CountAllAsync(application));
    }

    [Fact]
    public async Task Attack_24_A_token_writes_only_for_hosts_that_its_owner_sees()
    {
        using var agent = await TestAgent.CreateAsync(application);
        await using var db = application.Database.CreateDb();
        var group = new HostGroup { Name = "lines " + Guid.NewGuid().ToString("N")[..8], ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        using var program = await ProgramAsync(Roles.Technician, TokenScopes.Ingest, group.Id);
        foreach (var name in new[] { agent.Host.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), agent.Host.Name, agent.Host.Key.ToString(), "2000000000", "no such host" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program, "x", "text/plain", $"?host={name}"));
        }

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(program, "x", "text/plain", ""));
        Assert.Empty(await StoredLines.OfAsync(application, agent.Host.Id));
        await db.Hosts.Where(h => h.Id == agent.Host.Id).ExecuteUpdateAsync(h => h.SetProperty(x => x.GroupId, group.Id));
        Assert.Equal((1, 0, ""), await StoreAsync(program, "mine", "text/plain", $"?host={agent.Host.Name}"));
    }

    [Fact]
    public async Task Attack_06_An_agents_key_writes_its_own_host_and_one_that_names_another_is_refused_and_in_the_audit()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var other = await TestAgent.CreateAsync(application);
        using var program = application.CreateClient();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", agent.Key);
        Assert.Equal((1, 0, ""), await StoreAsync(program, "own", "text/plain"));
        Assert.Equal((1, 0, ""), await StoreAsync(program, $$"""{"host":"{{agent.Host.Name}}","lines":["named"]}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(program, "x", "text/plain", $"?host={other.Host.Id}"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(program, $$"""{"lines":["x"],"host":"{{other.Host.Name}}"}"""));
        Assert.Equal(["own", "named"], (await StoredLines.OfAsync(application, agent.Host.Id)).Select(l => l.Text));
        Assert.Empty(await StoredLines.OfAsync(application, other.Host.Id));
        await using var db = application.Database.CreateDb();
        Assert.Equal(1, await db.Audit.CountAsync(a => a.Act == "agent.foreign_host" && a.SubjectId == $"{agent.Host.Id}"));
    }

    [Fact]
    public async Task Attack_01_SQL_in_every_field_is_kept_as_it_is()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync(Roles.Technician, TokenScopes.Ingest);
        string[] texts = ["'", "''", "1' OR '1'='1", "'); DROP TABLE log_hot; --", "\"; --", "$$", "/*", "E'\\x27'", "@p0", "$1", "{0}", "COPY hosts FROM PROGRAM 'id'", "ä ⇒ 𐍈"];
        foreach (var text in texts)
        {
            var body = JsonSerializer.Serialize(new { host = agent.Host.Id, source = text, lines = new[] { new { text } } });
            Assert.Equal((1, 0, ""), await StoreAsync(program, body, key: text.Length < 20 && text.All(c => c < 128) ? text : null));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program, "x", "text/plain", $"?host={Uri.EscapeDataString(text)}"));
        }

        var stored = await StoredLines.OfAsync(application, agent.Host.Id);
        Assert.Equal(texts, stored.Select(l => l.Text));
        Assert.Equal(texts, stored.Select(l => l.Source));
    }

    [Fact]
    public async Task Attack_09_Attack_10_Attack_11_Fault_34_Bombs_bodies_that_were_cut_and_unknown_encodings_are_refused()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync(Roles.Technician, TokenScopes.Ingest);
        var body = Encoding.UTF8.GetBytes($$"""{"host":{{agent.Host.Id}},"lines":["x"]}""");
        var packed = TestAgent.Gzip(body);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await RawAsync(program, "v1/logs?host=1", TestAgent.Gzip(new byte[9 << 20]), "text/plain", "gzip", "api/"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await RawAsync(program, "v1/logs", TestAgent.Gzip(new byte[9 << 20]), "application/x-protobuf", "gzip"));
        for (var length = 1; length < packed.Length; length += 3)
        {
            Assert.Equal(HttpStatusCode.BadRequest, await RawAsync(program, "v1/logs", packed[..length], "application/json", "gzip", "api/"));
        }

        Assert.Equal(HttpStatusCode.BadRequest, await RawAsync(program, "v1/logs", body[..^1], "application/json", null, "api/"));
        Assert.Equal(HttpStatusCode.BadRequest, await RawAsync(program, "v1/logs", body, "application/json", "gzip", "api/"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await RawAsync(program, "v1/logs", body, "application/json", "zstd", "api/"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await RawAsync(program, "v1/logs", body, "application/json", "gzip, gzip", "api/"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await RawAsync(program, "v1/logs", body, "application/xml", null, "api/"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await RawAsync(program, "v1/logs", body, "text/plain; charset=utf-16", null, "api/"));
        Assert.Empty(await StoredLines.OfAsync(application, agent.Host.Id));
        Assert.Equal(HttpStatusCode.OK, await RawAsync(program, "v1/logs", packed, "application/json", "gzip", "api/"));
        Assert.Single(await StoredLines.OfAsync(application, agent.Host.Id));
    }

    [Fact]
    public async Task Attack_15_Fault_32_Fault_35_Edges_of_numbers_and_text_and_damaged_bodies_are_taken_or_refused_and_never_a_fault_of_the_server()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync(Roles.Technician, TokenScopes.Ingest);
        var answer = await StoreAsync(program, $$"""
            {"host":{{agent.Host.Id}},"lines":[{"text":"half \ud800"},{"text":"nul \u0000 in"},{"time":1e999,"text":"x"},{"time":-9223372036854775808,"text":"min"},{"time":9223372036854775808,"text":"x"},
            {"time":"0001-01-01T00:00:00Z","text":"year 1"},{"severity":-0,"text":"zero"},{"\ud800":1,"text":"odd name"}]}
            """);
        Assert.Equal((6, 0, "line_invalid 2"), answer);
        var stored = await StoredLines.OfAsync(application, agent.Host.Id);
        Assert.Equal(["half \uFFFD", "nul \u2400 in", "min", "year 1", "zero", "odd name"], stored.Select(l => l.Text));
        Assert.Equal(2, stored.Count(l => l.Line.Marks.HasFlag(LogMarks.ForgedTime)));
        Assert.Equal((1, 0, ""), await StoreAsync(program, [0x61, 0xFF, 0xC0, 0x80, 0x62], "text/plain", $"?host={agent.Host.Id}"));

        var random = new Random(32);
        string[] corpus = [$$"""{"host":{{agent.Host.Id}},"source":"s","lines":[{"time":1,"severity":"err","text":"a"},"b"]}""", "{\"text\":\"a\",\"source\":\"b\"}\n{\"text\":\"c\"}"];
        for (var round = 0; round < 60; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(corpus[round % 2]);
            for (var i = 0; i < 3; i++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var status = await RawAsync(program, $"v1/logs?host={agent.Host.Id}", bytes[..random.Next(1, bytes.Length + 1)], round % 2 == 0 ? "application/json" : "application/x-ndjson", null, "api/");
            Assert.True((int)status is 200 or 400 or 404, $"round {round}: {(int)status}");
        }
    }

    [Fact]
    public async Task Attack_45_More_lines_than_may_come_at_a_time_are_refused_whole_and_a_line_of_a_megabyte_is_cut()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync(Roles.Technician, TokenScopes.Ingest);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await RawAsync(program, $"v1/logs?host={agent.Host.Id}", TestAgent.Gzip(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("x\n", 50_001)))), "text/plain", "gzip", "api/"));
        Assert.Empty(await StoredLines.OfAsync(application, agent.Host.Id));
        Assert.Equal(HttpStatusCode.OK, await RawAsync(program, $"v1/logs?host={agent.Host.Id}", TestAgent.Gzip(Encoding.ASCII.GetBytes(new string('y', 1 << 20))), "text/plain", "gzip", "api/"));
        var line = Assert.Single(await StoredLines.OfAsync(application, agent.Host.Id)).Line;
        Assert.InRange(line.Text.Length, 16_000, 16_384);
        Assert.True(line.Marks.HasFlag(LogMarks.TooLong));
    }

    [Fact]
    public async Task Fault_37_While_the_database_is_away_senders_hear_later_at_once_and_the_same_call_counts_when_it_is_back()
    {
        // A PostgreSQL of its own, which is stopped.
        var folder = TestFolders.Create("lines");
        var postgres = await EmbeddedPostgres.StartAsync(folder, TestBinaries.Locate(), _ => { }, CancellationToken.None);
        try
        {
            await using var small = new SmallApplication(
                null, ("ConnectionStrings:Monitor", postgres.AppConnectionString), ("ConnectionStrings:MonitorOwner", postgres.OwnerConnectionString));
            await small.StartAsync();
            await using var source = NpgsqlDataSource.Create(postgres.AppConnectionString);
            await using var db = new MonitorDb(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(source).Options);
            var host = new Host { Name = "away", Key = Guid.NewGuid(), GroupId = HostGroup.FleetId };
            db.Hosts.Add(host);
            await db.SaveChangesAsync();
            using var program = small.Application.CreateClient();
            program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", await small.Application.Services.GetRequiredService<TokenDesk>().CreateForAsync("admin", [TokenScopes.Ingest], TimeSpan.FromDays(1), CancellationToken.None));
            (string Path, string Type)[] doors = [($"api/v1/logs?host={host.Id}", "text/plain"), ($"v1/logs?host={host.Id}", "application/json")];

            await postgres.StopAsync(CancellationToken.None);
            foreach (var (path, type) in doors)
            {
                using var answer = await PostAsync(program, path, "{}"u8.ToArray(), type, null, "later");
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 5, 30);
            }

            postgres = await EmbeddedPostgres.StartAsync(folder, TestBinaries.Locate(), _ => { }, CancellationToken.None);
            await Eventually.TrueAsync(async () =>
            {
                using var answer = await PostAsync(program, doors[0].Path, "{}"u8.ToArray(), doors[0].Type, null, "later");
                return answer.StatusCode == HttpStatusCode.OK;
            });
            Assert.Equal((0, 1, ""), await StoreAsync(program, "{}", "text/plain", $"?host={host.Id}", "later"));
        }
        finally
        {
            await postgres.StopAsync(CancellationToken.None);
            TestFolders.Delete(folder);
        }
    }

    internal static async Task<HttpClient> ProgramAsync(TestApplication application, string role, string scope, params int[] groups)
    {
        var user = await application.CreateUserAsync(role, groups);
        var program = application.CreateClient();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(user.Name, [scope], TimeSpan.FromDays(1), CancellationToken.None));
        return program;
    }

    private Task<HttpClient> ProgramAsync(string role, string scope, params int[] groups) => ProgramAsync(application, role, scope, groups);

    private static Task<(int Accepted, int Duplicate, string Rejected)> StoreAsync(HttpClient program, string body, string type = "application/json", string query = "", string? key = null) =>
        StoreAsync(program, Encoding.UTF8.GetBytes(body), type, query, key);

    private static async Task<(int Accepted, int Duplicate, string Rejected)> StoreAsync(HttpClient program, byte[] body, string type, string query = "", string? key = null)
    {
        using var response = await PostAsync(program, "api/v1/logs" + query, body, type, null, key);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        using var answer = JsonDocument.Parse(text);
        var rejected = answer.RootElement.GetProperty("rejected").EnumerateArray().Select(r => $"{r.GetProperty("reason").GetString()} {r.GetProperty("count").GetInt32()}");
        return (answer.RootElement.GetProperty("accepted").GetInt32(), answer.RootElement.GetProperty("duplicate").GetInt32(), string.Join(", ", rejected));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient program, string body, string type = "application/json", string query = "")
    {
        using var response = await PostAsync(program, "api/v1/logs" + query, Encoding.UTF8.GetBytes(body), type, null, null);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> RawAsync(HttpClient program, string path, byte[] body, string type, string? encoding, string under = "")
    {
        using var response = await PostAsync(program, under + path, body, type, encoding, null);
        return response.StatusCode;
    }

    internal static async Task<HttpResponseMessage> PostAsync(HttpClient program, string path, byte[] body, string type, string? encoding, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        request.Headers.ExpectContinue = body.Length > 512 << 10 ? true : null;
        return await program.SendAsync(request);
    }
}
