using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Tests.Support;

namespace Monitor.Tests.Tickets;

[Collection(Suite.Name)]
public sealed class TicketsApiTests(TestApplication application)
{
    [Fact]
    public async Task A_program_opens_a_ticket_comments_on_it_and_closes_it()
    {
        using var client = await ClientAsync(Roles.Technician, "read tickets.write");
        var opened = await AnswerAsync(HttpStatusCode.OK, await client.PostAsJsonAsync("api/v1/tickets", new { title = "Backup failed", description = "Tape 7" }));
        var number = opened.GetProperty("number").GetInt32();
        Assert.Equal("New", opened.GetProperty("state").GetString());
        await AnswerAsync(HttpStatusCode.OK, await client.PostAsJsonAsync($"api/v1/tickets/{number}/comments", new { text = "Tape changed" }));
        var closed = await AnswerAsync(HttpStatusCode.OK, await client.PostAsJsonAsync($"api/v1/tickets/{number}/state", new { state = "Closed" }));
        Assert.Equal("Closed", closed.GetProperty("state").GetString());
        Assert.EndsWith("Z", closed.GetProperty("closedAt").GetString());
        var read = await AnswerAsync(HttpStatusCode.OK, await client.GetAsync($"api/v1/tickets/{number}"));
        Assert.Equal(["Opened", "Comment", "Change"], read.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task A_date_to_wait_until_that_says_not_what_for_is_refused_and_not_dropped()
    {
        using var client = await ClientAsync(Roles.Technician, "read tickets.write");
        var number = (await AnswerAsync(HttpStatusCode.OK, await client.PostAsJsonAsync("api/v1/tickets", new { title = "Lamp" }))).GetProperty("number").GetInt32();
        var refused = await AnswerAsync(HttpStatusCode.BadRequest, await client.PostAsJsonAsync($"api/v1/tickets/{number}/state", new { state = "Pending", pendingUntil = "2099-01-01T12:00:00Z" }));
        Assert.Contains("pendingReason", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await AnswerAsync(HttpStatusCode.BadRequest, await client.PostAsJsonAsync($"api/v1/tickets/{number}/state", new { state = "Open", pendingReason = "Date", pendingUntil = "2099-01-01T12:00:00Z" }));
        var read = await AnswerAsync(HttpStatusCode.OK, await client.GetAsync($"api/v1/tickets/{number}"));
        Assert.Equal("New", read.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Attack_28_A_request_with_a_key_that_comes_twice_opens_one_ticket()
    {
        using var client = await ClientAsync(Roles.EndUser, "tickets.write read");
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var first = await AnswerAsync(HttpStatusCode.OK, await client.PostAsJsonAsync("api/v1/tickets", new { title = "Once" }));
        var second = await AnswerAsync(HttpStatusCode.OK, await client.PostAsJsonAsync("api/v1/tickets", new { title = "Once" }));
        Assert.Equal(first.GetProperty("number").GetInt32(), second.GetProperty("number").GetInt32());
    }

    [Theory]
    [InlineData(Roles.EndUser, HttpStatusCode.NotFound)]
    [InlineData(Roles.Viewer, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Technician, HttpStatusCode.OK)]
    public async Task Attack_27_The_API_refuses_what_the_screen_refuses(string role, HttpStatusCode expected)
    {
        using var owner = await ClientAsync(Roles.EndUser, "read tickets.write");
        var number = (await AnswerAsync(HttpStatusCode.OK, await owner.PostAsJsonAsync("api/v1/tickets", new { title = "Mine" }))).GetProperty("number").GetInt32();
        using var client = await ClientAsync(role, "read tickets.write");
        await AnswerAsync(expected, await client.PostAsJsonAsync($"api/v1/tickets/{number}/state", new { state = "Open" }));
        await AnswerAsync(expected, await client.PostAsJsonAsync($"api/v1/tickets/{number}/comments", new { text = "x" }));
        var seen = await AnswerAsync(HttpStatusCode.OK, await owner.GetAsync($"api/v1/tickets/{number}"));
        Assert.Equal(role == Roles.Technician ? 3 : 1, seen.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task Attack_24_A_ticket_of_somebody_else_does_not_exist_for_an_end_user()
    {
        using var owner = await ClientAsync(Roles.EndUser, "read tickets.write");
        var number = (await AnswerAsync(HttpStatusCode.OK, await owner.PostAsJsonAsync("api/v1/tickets", new { title = "Mine" }))).GetProperty("number").GetInt32();
        using var other = await ClientAsync(Roles.EndUser, "read tickets.write");
        await AnswerAsync(HttpStatusCode.NotFound, await other.GetAsync($"api/v1/tickets/{number}"));
        var list = await AnswerAsync(HttpStatusCode.OK, await other.GetAsync("api/v1/tickets"));
        Assert.Equal(0, list.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_token_that_may_only_read_changes_nothing()
    {
        using var client = await ClientAsync(Roles.Technician, "read");
        using var answer = await client.PostAsJsonAsync("api/v1/tickets", new { title = "x" });
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_list_is_paged_by_the_number_of_the_last()
    {
        using var client = await ClientAsync(Roles.EndUser, "read tickets.write");
        for (var i = 0; i < 3; i++)
        {
            await AnswerAsync(HttpStatusCode.OK, await client.PostAsJsonAsync("api/v1/tickets", new { title = $"t{i}" }));
        }

        var first = await AnswerAsync(HttpStatusCode.OK, await client.GetAsync("api/v1/tickets?limit=2"));
        var second = await AnswerAsync(HttpStatusCode.OK, await client.GetAsync($"api/v1/tickets?limit=2&after={first.GetProperty("next").GetString()}"));
        Assert.Equal(["t2", "t1", "t0"], Titles(first).Concat(Titles(second)));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);

        static IEnumerable<string?> Titles(JsonElement list) => list.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("GET", "api/v1/tickets?limit=501", 400)]
    [InlineData("GET", "api/v1/tickets?limit=0", 400)]
    [InlineData("GET", "api/v1/tickets?state=Nowhere", 400)]
    [InlineData("GET", "api/v1/tickets/2000000000", 404)]
    [InlineData("GET", "api/v1/problems?phase=x", 400)]
    [InlineData("GET", "api/v1/problems", 200)]
    [InlineData("GET", "api/v1/rules", 200)]
    [InlineData("POST", "api/v1/tickets", 400)]
    [InlineData("POST", "api/v1/tickets/2000000000/state", 400)]
    public async Task Bad_input_is_answered_with_what_would_be_right(string method, string path, int status)
    {
        using var client = await ClientAsync(Roles.Admin, "admin");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = method == "POST" ? JsonContent.Create(new { title = "", state = "Nowhere" }) : null;
        using var answer = await client.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_told()
    {
        using var client = application.CreateClient();
        foreach (var path in new[] { "api/v1/tickets", "api/v1/tickets/1", "api/v1/problems", "api/v1/rules" })
        {
            using var answer = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    private static async Task<JsonElement> AnswerAsync(HttpStatusCode expected, HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
            return JsonDocument.Parse(text).RootElement.Clone();
        }
    }

    private async Task<HttpClient> ClientAsync(string role, string scopes)
    {
        var user = await application.CreateUserAsync(role);
        var text = Secret.NewText();
        var now = TimeProvider.System.GetUtcNow();
        await using var db = await application.Services.GetRequiredService<IDbContextFactory<MonitorDb>>().CreateDbContextAsync();
        var token = new ApiToken { UserId = user.Id, Name = "test", SecretHash = Secret.Hash(text), Scopes = scopes, CreatedAt = now, ExpiresAt = now.AddDays(1) };
        db.ApiTokens.Add(token);
        await db.SaveChangesAsync();
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new Secret(Secret.ApiTokenPrefix, token.Id, text).Format());
        return client;
    }
}
