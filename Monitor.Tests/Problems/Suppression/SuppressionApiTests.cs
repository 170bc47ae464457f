using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Problems.Suppression;

[Collection(Suite.Name)]
public sealed class SuppressionApiTests(TestApplication application)
{
    [Fact]
    public async Task A_program_silences_looks_and_ends()
    {
        using var client = await ClientAsync(Roles.Technician, TokenScopes.Read, TokenScopes.TicketsWrite);
        var made = await AnswerAsync(HttpStatusCode.OK, client.PostAsJsonAsync("api/v1/silences", new { matchers = new[] { "host=api-1", "rule=disk-full" }, reason = "swap", @for = "4 h" }));
        var id = made.GetProperty("id").GetInt32();
        Assert.Equal(("Active", "swap"), (made.GetProperty("state").GetString(), made.GetProperty("reason").GetString()));
        Assert.Equal(["host=api-1", "rule=disk-full"], made.GetProperty("matchers").EnumerateArray().Select(m => m.GetString()));
        var active = await AnswerAsync(HttpStatusCode.OK, client.GetAsync("api/v1/silences?state=active&limit=500"));
        Assert.Contains(active.GetProperty("items").EnumerateArray(), s => s.GetProperty("id").GetInt32() == id);
        Assert.Equal("Over", (await AnswerAsync(HttpStatusCode.OK, client.DeleteAsync($"api/v1/silences/{id}"))).GetProperty("state").GetString());
        await AnswerAsync(HttpStatusCode.NotFound, client.DeleteAsync("api/v1/silences/999999"));
    }

    [Fact]
    public async Task A_program_plans_maintenance_and_sees_the_next_occurrences()
    {
        using var client = await ClientAsync(Roles.Lead, TokenScopes.Read, TokenScopes.RulesWrite);
        var year = TimeProvider.System.GetUtcNow().Year + 1;
        var made = await AnswerAsync(HttpStatusCode.OK, client.PostAsJsonAsync("api/v1/maintenance", new
        {
            name = "Patch night", matchers = new[] { "tag.role=api" }, startsLocal = $"{year}-03-01T02:30", duration = "1 h", zone = "Europe/Berlin", recurrence = "FREQ=WEEKLY;BYDAY=SU",
        }));
        Assert.Equal(5, made.GetProperty("occurrences").GetArrayLength());
        var id = made.GetProperty("id").GetInt32();
        Assert.NotEqual(JsonValueKind.Null, (await AnswerAsync(HttpStatusCode.OK, client.DeleteAsync($"api/v1/maintenance/{id}"))).GetProperty("cancelledAt").ValueKind);
    }

    [Theory]
    [InlineData(Roles.Viewer, "silences", HttpStatusCode.Forbidden)]
    [InlineData(Roles.Viewer, "maintenance", HttpStatusCode.Forbidden)]
    [InlineData(Roles.Technician, "silences", HttpStatusCode.OK)]
    [InlineData(Roles.Technician, "maintenance", HttpStatusCode.Forbidden)]
    [InlineData(Roles.Lead, "maintenance", HttpStatusCode.OK)]
    public async Task Attack_27_The_API_refuses_what_the_screen_refuses(string role, string what, HttpStatusCode expected)
    {
        using var client = await ClientAsync(role, TokenScopes.Read, TokenScopes.TicketsWrite, TokenScopes.RulesWrite);
        var made = await AnswerAsync(expected, client.PostAsJsonAsync($"api/v1/{what}", Body(what)));
        if (expected == HttpStatusCode.Forbidden)
        {
            using var lead = await ClientAsync(Roles.Lead, TokenScopes.RulesWrite);
            var id = (await AnswerAsync(HttpStatusCode.OK, lead.PostAsJsonAsync($"api/v1/{what}", Body(what)))).GetProperty("id").GetInt32();
            await AnswerAsync(HttpStatusCode.Forbidden, client.DeleteAsync($"api/v1/{what}/{id}"));
            await using var db = application.Database.CreateDb();
            Assert.True(what == "silences"
                ? await db.Silences.AnyAsync(s => s.Id == id && s.EndedByUserId == null)
                : await db.Maintenance.AnyAsync(w => w.Id == id && w.CancelledAt == null));
        }
        else
        {
            Assert.True(made.GetProperty("id").GetInt32() > 0);
        }
    }

    [Theory]
    [InlineData(TokenScopes.Read, "silences", HttpStatusCode.Forbidden)]
    [InlineData(TokenScopes.TicketsWrite, "silences", HttpStatusCode.OK)]
    [InlineData(TokenScopes.RulesWrite, "silences", HttpStatusCode.OK)]
    [InlineData(TokenScopes.TicketsWrite, "maintenance", HttpStatusCode.Forbidden)]
    [InlineData(TokenScopes.RulesWrite, "maintenance", HttpStatusCode.OK)]
    [InlineData(TokenScopes.EventsWrite, "maintenance", HttpStatusCode.Forbidden)]
    public async Task A_token_does_no_more_than_its_scopes(string scope, string what, HttpStatusCode expected)
    {
        using var client = await ClientAsync(Roles.Admin, scope);
        await AnswerAsync(expected, client.PostAsJsonAsync($"api/v1/{what}", Body(what)));
    }

    [Fact]
    public async Task A_request_with_a_key_that_comes_twice_makes_one()
    {
        using var client = await ClientAsync(Roles.Lead, TokenScopes.Read, TokenScopes.RulesWrite);
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        foreach (var what in new[] { "silences", "maintenance" })
        {
            var first = await AnswerAsync(HttpStatusCode.OK, client.PostAsJsonAsync($"api/v1/{what}", Body(what)));
            var second = await AnswerAsync(HttpStatusCode.OK, client.PostAsJsonAsync($"api/v1/{what}", Body(what)));
            Assert.Equal(first.GetProperty("id").GetInt32(), second.GetProperty("id").GetInt32());
        }
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_what_to_write_and_Attack_45_what_is_huge_is_refused_at_once()
    {
        using var client = await ClientAsync(Roles.Lead, TokenScopes.Read, TokenScopes.RulesWrite);
        (object Body, string Said)[] silences =
        [
            (new { reason = "x", @for = "1 h" }, "Nothing is named"),
            (new { matchers = new[] { "web-1" }, reason = "x", @for = "1 h" }, "is no matcher"),
            (new { matchers = new[] { "host=a" }, @for = "1 h" }, "needs a reason"),
            (new { matchers = new[] { "host=a" }, reason = "x" }, "has an end"),
            (new { matchers = new[] { "host=a" }, reason = "x", @for = "500 d" }, "is a duration"),
            (new { matchers = Enumerable.Repeat("host=" + new string('*', 150), 10_000).ToArray(), reason = "x", @for = "1 h" }, "more than 20 matchers"),
            (new { matchers = new[] { "host=" + new string('a', 20_000) }, reason = "x", @for = "1 h" }, "longer than"),
        ];
        foreach (var (body, said) in silences)
        {
            var answer = await AnswerAsync(HttpStatusCode.BadRequest, client.PostAsJsonAsync("api/v1/silences", body));
            Assert.Contains(said, answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        var never = new { name = "x", matchers = new[] { "host=a" }, startsLocal = "2026-02-01T00:00", duration = "1 h", recurrence = "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31" };
        Assert.Contains("never", (await AnswerAsync(HttpStatusCode.BadRequest, client.PostAsJsonAsync("api/v1/maintenance", never))).GetProperty("detail").GetString(), StringComparison.Ordinal);
        await AnswerAsync(HttpStatusCode.BadRequest, client.GetAsync("api/v1/silences?state=nonsense"));
        await AnswerAsync(HttpStatusCode.BadRequest, client.GetAsync("api/v1/maintenance?limit=100000"));
    }

    private static object Body(string what) => what == "silences"
        ? new { matchers = new[] { "host=nobody-here" }, reason = "test", @for = "30 min" }
        : new
        {
            name = "Test", matchers = new[] { "host=nobody-here" }, startsLocal = $"{TimeProvider.System.GetUtcNow().Year + 1}-05-01T02:00", duration = "1 h", zone = "UTC",
        };

    private static async Task<JsonElement> AnswerAsync(HttpStatusCode expected, Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}: {text}");
        return JsonDocument.Parse(text.Length == 0 ? "{}" : text).RootElement;
    }

    private async Task<HttpClient> ClientAsync(string role, params string[] scopes)
    {
        var user = await application.CreateUserAsync(role);
        var client = application.CreateClient();
        var token = await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(user.Name, scopes, TimeSpan.FromDays(1), CancellationToken.None);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
