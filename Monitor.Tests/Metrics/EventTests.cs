using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Metrics;

[Collection(Suite.Name)]
public sealed class EventTests(TestApplication application)
{
    private static readonly WireSchema Schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task What_a_program_tells_of_a_host_is_written_down_once_with_its_audit_and_read_again()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var deploy = await ProgramAsync(await application.CreateUserAsync(Roles.Technician), TokenScopes.EventsWrite);
        deploy.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var at = Now.AddDays(-30).UtcDateTime.Date.AddHours(10);
        for (var i = 0; i < 2; i++)
        {
            using var answer = await deploy.PostAsJsonAsync("api/v1/events", new { hostId = agent.Host.Id, kind = "deploy", text = "shop 4.2", at = at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) });
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        // Keys that are counted up are as different as any.
        foreach (var last in new[] { "1", "2" })
        {
            deploy.DefaultRequestHeaders.Remove("Idempotency-Key");
            deploy.DefaultRequestHeaders.Add("Idempotency-Key", $"00000000-0000-0000-0000-00000000000{last}");
            using var answer = await deploy.PostAsJsonAsync("api/v1/events", new { hostId = agent.Host.Id, kind = "step", text = last });
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        using var reader = await ProgramAsync(await application.CreateUserAsync(Roles.Viewer), TokenScopes.Read);
        var page = await reader.GetFromJsonAsync<JsonElement>($"api/v1/events?host={agent.Host.Id}&from={at:yyyy-MM-dd}T00:00:00Z&to={at:yyyy-MM-dd}T12:00:00Z");
        var item = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(("deploy", "shop 4.2", $"{at:yyyy-MM-dd}T10:00:00Z"), (Text(item, "kind"), Text(item, "text"), Text(item, "at")));
        await using var db = await TestAgent.OpenAsync(application);
        Assert.Equal(["1", "2"], await db.Events.Where(e => e.HostId == agent.Host.Id && e.Kind == "step").OrderBy(e => e.Text).Select(e => e.Text).ToListAsync());
        var rows = await db.Audit.Where(a => a.Act == "event.written" && a.SubjectId == $"{agent.Host.Id}").Select(a => a.After).ToListAsync();
        Assert.Single(rows, after => after!.Contains("shop 4.2", StringComparison.Ordinal));
        Assert.Equal(3, rows.Count);
    }

    [Fact]
    public async Task What_an_agent_tells_of_growing_files_is_kept_line_by_line()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var text = new FileGrowth("/var", 3.5e9, "20 min", [new("/var/log/<b>.log", 3.2e9), new("/var/mail", 2e8, 4211)]).ToText();
        await agent.StoreAsync(TestAgent.Batch(1, Now, Schema, (Now, [1])) with { Events = [new WireEvent(Now.ToUnixTimeMilliseconds(), FileGrowth.Kind, text)] });
        await using var db = await TestAgent.OpenAsync(application);
        var kept = db.Events.Where(e => e.HostId == agent.Host.Id).Select(e => e.Text).Single();
        Assert.Equal(("/var/log/<b>.log 3200000000 0", "/var/mail 200000000 4211"), FileGrowth.Read(kept)!.Paths.Select(p => $"{p.Path} {p.Bytes} {p.Files}").ToArray() is [var one, var other] ? (one, other) : default);
    }

    [Fact]
    public async Task Events_of_the_agent_and_of_programs_are_one_list_page_by_page_from_the_newest()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds());
        await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now, [1])) with
        {
            Events = [.. Enumerable.Range(0, 3).Select(i => new WireEvent(now.AddMinutes(-i).ToUnixTimeMilliseconds(), "agent.started", $"start {i}"))],
        });
        using var program = await ProgramAsync(await application.CreateUserAsync(Roles.Lead), TokenScopes.Read, TokenScopes.EventsWrite);
        (await program.PostAsJsonAsync("api/v1/events", new { hostId = agent.Host.Id, kind = "deploy", text = "between", at = now.AddSeconds(-90) })).EnsureSuccessStatusCode();

        var (seen, next) = (new List<string>(), (string?)null);
        do
        {
            var page = await program.GetFromJsonAsync<JsonElement>($"api/v1/events?host={agent.Host.Id}&limit=2" + (next is null ? "" : "&after=" + next));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(e => Text(e, "text")));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal(["start 0", "start 1", "between", "start 2"], seen);
        var starts = await program.GetFromJsonAsync<JsonElement>($"api/v1/events?host={agent.Host.Id}&kind=agent.started");
        Assert.Equal(3, starts.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Attack_24_Who_may_not_tell_or_does_not_see_the_host_writes_nothing_and_reads_nothing()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = Now;
        await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now, [1])) with { Events = [new WireEvent(now.ToUnixTimeMilliseconds(), "agent.started", "theirs")] });
        await using var db = await TestAgent.OpenAsync(application);
        var group = new HostGroup { Name = $"events {agent.Host.Id}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var elsewhere = await application.CreateUserAsync(Roles.Lead, [group.Id]);
        var body = new { hostId = agent.Host.Id, kind = "deploy", text = "x" };
        foreach (var (user, scope, expected) in new[]
        {
            (elsewhere, TokenScopes.EventsWrite, HttpStatusCode.NotFound),
            (await application.CreateUserAsync(Roles.Admin), TokenScopes.Read, HttpStatusCode.Forbidden),
            (await application.CreateUserAsync(Roles.Admin), TokenScopes.TicketsWrite, HttpStatusCode.Forbidden),
            (await application.CreateUserAsync(Roles.Viewer), TokenScopes.EventsWrite, HttpStatusCode.Forbidden),
        })
        {
            using var program = await ProgramAsync(user, scope);
            using var answer = await program.PostAsJsonAsync("api/v1/events", body);
            Assert.Equal(expected, answer.StatusCode);
        }

        using var reader = await ProgramAsync(elsewhere, TokenScopes.Read);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync($"api/v1/events?host={agent.Host.Id}")).StatusCode);
        Assert.DoesNotContain("theirs", await reader.GetStringAsync("api/v1/events?limit=500"), StringComparison.Ordinal);
        Assert.Equal(["theirs"], await db.Events.Where(e => e.HostId == agent.Host.Id).Select(e => e.Text).ToListAsync());
    }

    [Theory]
    [InlineData("""{"kind":"deploy","text":"x"}""")]
    [InlineData("""{"hostId":HOST,"kind":"","text":"x"}""")]
    [InlineData("""{"hostId":HOST,"kind":"deploy","text":" "}""")]
    [InlineData("""{"hostId":HOST,"kind":"deploy","text":"a\u0000b"}""")]
    [InlineData("""{"hostId":HOST,"kind":"deploy","text":"x","at":"2100-01-01T00:00:00Z"}""")]
    [InlineData("""{"hostId":HOST,"kind":"deploy","text":"x","at":"1999-01-01T00:00:00Z"}""")]
    public async Task Nonsense_about_a_host_is_refused_with_what_to_do(string body)
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync(await application.CreateUserAsync(Roles.Technician), TokenScopes.EventsWrite);
        using var content = new StringContent(body.Replace("HOST", $"{agent.Host.Id}", StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json");
        using var answer = await program.PostAsync("api/v1/events", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotEmpty((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!);
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    private async Task<HttpClient> ProgramAsync(TestUser user, params string[] scopes)
    {
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(user.Name, scopes, TimeSpan.FromDays(1), CancellationToken.None));
        return client;
    }
}
