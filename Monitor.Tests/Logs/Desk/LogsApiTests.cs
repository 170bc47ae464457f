using System.Net;
using System.Net.Sockets;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Logs.Desk;

namespace Monitor.Tests.Logs.Desk;

/// <summary>Logs for programs, as they answer over HTTP.</summary>
[Collection(Suite.Name)]
public sealed class LogsApiTests(TestApplication application)
{
    [Fact]
    public async Task Lines_come_page_by_page_the_newest_first_and_by_word_severity_and_source()
    {
        using var stage = await LogStage.CreateAsync(application);
        await stage.WriteAsync("/var/log/app.log", LogSeverity.Info, "first order", "second order", "third order");
        await stage.WriteAsync("/var/log/other.log", LogSeverity.Error, "an order failed");
        using var client = await application.SignInAsAsync(Roles.Viewer);

        var page = await client.GetFromJsonAsync<JsonElement>($"api/v1/logs?host={stage.HostId}&source=%2Fvar%2Flog%2Fapp.log&limit=2");
        Assert.Equal(["third order", "second order"], Texts(page));
        Assert.Equal(("info", "file", "/var/log/app.log", stage.HostName), (Text(page, "severity"), Text(page, "kind"), Text(page, "source"), Text(page, "host")));
        var rest = await client.GetFromJsonAsync<JsonElement>($"api/v1/logs?host={stage.HostId}&source=%2Fvar%2Flog%2Fapp.log&limit=2&after={page.GetProperty("next").GetString()}");
        Assert.Equal(["first order"], Texts(rest));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
        Assert.Equal(["an order failed"], Texts(await client.GetFromJsonAsync<JsonElement>($"api/v1/logs?host={stage.HostId}&level=error")));
        Assert.Equal(["first order"], Texts(await client.GetFromJsonAsync<JsonElement>($"api/v1/logs?host={stage.HostId}&q=first")));
        Assert.Empty(Texts(await client.GetFromJsonAsync<JsonElement>($"api/v1/logs?host={stage.HostId}&source=nothing")));
    }

    [Fact]
    public async Task Attack_24_Logs_of_others_are_not_there()
    {
        using var theirs = await LogStage.CreateAsync(application);
        using var mine = await LogStage.CreateAsync(application);
        await theirs.WriteAsync("/var/log/app.log", LogSeverity.Info, "theirs");
        await mine.WriteAsync("/var/log/app.log", LogSeverity.Info, "mine");
        using var client = await application.SignInAsync(await application.CreateUserAsync(Roles.Lead, groups: [mine.GroupId]));
        foreach (var path in new[] { "logs?host={0}", "logs/sources?host={0}" })
        {
            using var own = await client.GetAsync("api/v1/" + string.Format(null, path, mine.HostId));
            using var foreign = await client.GetAsync("api/v1/" + string.Format(null, path, theirs.HostId));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (own.StatusCode, foreign.StatusCode));
        }

        using var program = await ProgramAsync(await application.CreateUserAsync(Roles.Technician, groups: [mine.GroupId]));
        using var taken = await program.PostAsync($"api/v1/logs/export?host={theirs.HostId}", null);
        Assert.Equal(HttpStatusCode.NotFound, taken.StatusCode);
        Assert.Equal(["mine"], Texts(await client.GetFromJsonAsync<JsonElement>("api/v1/logs")));
        var sources = (await client.GetFromJsonAsync<JsonElement>("api/v1/logs/sources")).GetProperty("items");
        Assert.Equal(mine.HostId, Assert.Single(sources.EnumerateArray()).GetProperty("hostId").GetInt32());
    }

    [Fact]
    public async Task Attack_23_A_line_that_begins_like_a_formula_is_text_in_the_export_and_the_export_is_written_down()
    {
        using var stage = await LogStage.CreateAsync(application);
        await stage.WriteAsync("/var/log/app.log", LogSeverity.Info, "=cmd|' /C calc'!A0", "plain, with \"quotes\"");
        using var client = await ProgramAsync(await application.CreateUserAsync(Roles.Technician));

        var csv = await ExportAsync(client, stage, "csv");
        Assert.Contains("\"'=cmd|' /C calc'!A0\"", csv, StringComparison.Ordinal);
        Assert.Contains("\"plain, with \"\"quotes\"\"\"", csv, StringComparison.Ordinal);
        Assert.Equal(3, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        var ndjson = await ExportAsync(client, stage, "ndjson");
        Assert.Equal("plain, with \"quotes\"", JsonDocument.Parse(ndjson.Split('\n')[0]).RootElement.GetProperty("text").GetString());
        Assert.EndsWith("/var/log/app.log info: =cmd|' /C calc'!A0\n", await ExportAsync(client, stage, "text"), StringComparison.Ordinal);
        await using var db = application.Database.CreateDb();
        var exports = await db.Audit.Where(a => a.Act == "logs.exported").Select(a => a.After!).ToListAsync();
        Assert.Equal(3, exports.Count(a => JsonDocument.Parse(a).RootElement.GetProperty("HostIds").EnumerateArray().Select(h => h.GetInt32()).SequenceEqual([stage.HostId])));
    }

    [Theory]
    [InlineData("?from=2016-01-01T00:00:00Z&to=2026-01-01T00:00:00Z")]
    [InlineData("?from=yesterday")]
    [InlineData("?limit=1001")]
    [InlineData("?limit=0")]
    [InlineData("?after=x")]
    [InlineData("?level=7")]
    [InlineData("?marks=odd")]
    [InlineData("?range=9y")]
    [InlineData("?host=1,x")]
    [InlineData("?q=a%00b")]
    [InlineData("/sources?trouble=odd")]
    [InlineData("/templates?order=odd")]
    [InlineData("/templates?after=30000000&limit=100")]
    public async Task Attack_45_A_question_about_logs_without_bounds_is_refused_before_anything_is_read(string path)
    {
        using var client = await application.SignInAsAsync(Roles.Viewer);
        using var answer = await client.GetAsync("api/v1/logs" + path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_blocked_source_says_why_by_whom_and_since_when_and_is_written_down()
    {
        using var stage = await LogStage.CreateAsync(application);
        await stage.WriteAsync("/var/log/noisy.log", LogSeverity.Info, "noise");
        var desk = application.Services.GetRequiredService<LogSourceDesk>();
        var lead = await application.CreateUserAsync(Roles.Lead);
        var actor = ActorOf(lead);
        var source = Assert.Single((await desk.ListAsync(actor, new LogSourceFilter(stage.HostId), CancellationToken.None)).Items);

        Assert.False((await desk.BlockAsync(actor, source.Id, " ", CancellationToken.None)).IsDone);
        Assert.True((await desk.BlockAsync(actor, source.Id, "too loud", CancellationToken.None)).IsDone);
        await stage.WriteAsync("/var/log/noisy.log", LogSeverity.Info, "more noise");
        using var client = await application.SignInAsAsync(Roles.Viewer);
        Assert.Equal(["noise"], Texts(await client.GetFromJsonAsync<JsonElement>($"api/v1/logs?host={stage.HostId}")));
        var item = Assert.Single((await client.GetFromJsonAsync<JsonElement>($"api/v1/logs/sources?host={stage.HostId}&trouble=blocked")).GetProperty("items").EnumerateArray());
        Assert.Equal($"too loud ({lead.Name})", item.GetProperty("blockReason").GetString());
        Assert.True((await desk.UnblockAsync(actor, source.Id, CancellationToken.None)).IsDone);
        await stage.WriteAsync("/var/log/noisy.log", LogSeverity.Info, "heard again");
        Assert.Equal(["heard again", "noise"], Texts(await client.GetFromJsonAsync<JsonElement>($"api/v1/logs?host={stage.HostId}")));
        await using var db = application.Database.CreateDb();
        Assert.Equal(["log_source.blocked", "log_source.unblocked"], await db.Audit.Where(a => a.Subject == "log_source" && a.SubjectId == $"{source.Id}").OrderBy(a => a.Id).Select(a => a.Act).ToListAsync());

        var viewer = ActorOf(await application.CreateUserAsync(Roles.Technician));
        await Assert.ThrowsAsync<AccessRefusedException>(() => desk.BlockAsync(viewer, source.Id, "no", CancellationToken.None));
    }

    [Fact]
    public async Task Templates_come_by_text_and_where_one_was_seen_first_is_told_to_those_who_see_the_host()
    {
        using var stage = await LogStage.CreateAsync(application);
        using var mine = await LogStage.CreateAsync(application);
        var word = $"w{Guid.NewGuid():N}";
        await using (var db = application.Database.CreateDb())
        {
            LogTemplate Template(int host, int lines) => new()
            {
                Program = $"shop-{host}", Pattern = $"{word} <*> failed", Severity = LogSeverity.Error, FirstSeenAt = TimeProvider.System.GetUtcNow().AddDays(-2), FirstHostId = host,
                LastSeenAt = TimeProvider.System.GetUtcNow(), Lines = lines,
            };
            db.LogTemplates.AddRange(Template(stage.HostId, 7), Template(mine.HostId, 9));
            await db.SaveChangesAsync();
        }

        using var viewer = await application.SignInAsAsync(Roles.Viewer);
        var both = (await viewer.GetFromJsonAsync<JsonElement>($"api/v1/logs/templates?text={word}&order=lines&level=error")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([9, 7], both.Select(t => t.GetProperty("lines").GetInt32()));
        Assert.Equal(stage.HostName, both[1].GetProperty("firstHost").GetString());
        using var limited = await application.SignInAsync(await application.CreateUserAsync(Roles.Viewer, groups: [mine.GroupId]));
        var own = (await limited.GetFromJsonAsync<JsonElement>($"api/v1/logs/templates?text={word}")).GetProperty("items").EnumerateArray();
        Assert.Equal($"shop-{mine.HostId}", Assert.Single(own).GetProperty("program").GetString());
    }

    /// <summary>Taking lines away is written down: a token for it may change something.</summary>
    private async Task<HttpClient> ProgramAsync(TestUser user)
    {
        var program = application.CreateClient();
        program.DefaultRequestHeaders.Authorization = new("Bearer", await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(
            user.Name, [TokenScopes.Read, TokenScopes.TicketsWrite], TimeSpan.FromDays(1), CancellationToken.None));
        return program;
    }

    [Fact]
    public async Task Attack_22_What_is_exported_is_text_and_a_file_to_be_saved_and_nothing_in_it_is_fetched()
    {
        using var outside = new TcpListener(IPAddress.Loopback, 0);
        outside.Start();
        var port = ((IPEndPoint)outside.LocalEndpoint).Port;
        var line = $"${{jndi:ldap://127.0.0.1:{port}/a}} <img src=file:///etc/passwd> <iframe src=\"http://127.0.0.1:{port}/x\">";
        using var stage = await LogStage.CreateAsync(application);
        await stage.WriteAsync("/var/log/app.log", LogSeverity.Info, line);
        using var client = await ProgramAsync(await application.CreateUserAsync(Roles.Technician));
        foreach (var (format, type) in new[] { ("csv", "text/csv"), ("ndjson", "application/x-ndjson"), ("text", "text/plain") })
        {
            using var answer = await client.PostAsync($"api/v1/logs/export?host={stage.HostId}&format={format}", null);
            Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            var text = await answer.Content.ReadAsStringAsync();
            Assert.Contains(format switch { "csv" => line.Replace("\"", "\"\"", StringComparison.Ordinal), "ndjson" => $"jndi:ldap://127.0.0.1:{port}", _ => line }, text, StringComparison.Ordinal);
        }

        Assert.False(outside.Pending());
    }

    private static async Task<string> ExportAsync(HttpClient client, LogStage stage, string format)
    {
        using var answer = await client.PostAsync($"api/v1/logs/export?host={stage.HostId}&format={format}", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static Actor ActorOf(TestUser user) => new(user.Id, user.Name, user.Role, "");

    private static IEnumerable<string?> Texts(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("text").GetString());

    private static string? Text(JsonElement page, string name) => page.GetProperty("items")[0].GetProperty(name).GetString();
}
