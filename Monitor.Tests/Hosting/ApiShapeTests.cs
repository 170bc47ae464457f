using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Hosting;

/// <summary>What all of /api/v1 has in common.</summary>
[Collection(Suite.Name)]
public sealed partial class ApiShapeTests(TestApplication application)
{
    private static readonly string[] Lists = ["hosts", "groups", "problems", "rules", "tickets", "articles", "audit", "events"];

    [Fact]
    public async Task The_description_names_every_endpoint_with_a_summary_and_is_for_people_and_tokens()
    {
        using var stranger = application.CreateClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("openapi/v1.json")).StatusCode);
        using var program = await ProgramAsync(Roles.EndUser);
        var document = await program.GetFromJsonAsync<JsonElement>("openapi/v1.json");
        var paths = document.GetProperty("paths").EnumerateObject().ToList();
        foreach (var path in new[] { "/api/v1/hosts", "/api/v1/query", "/api/v1/tickets", "/api/v1/metrics", "/api/v1/agents/enroll", "/api/v1/audit" })
        {
            Assert.Contains(paths, p => p.Name.TrimEnd('/') == path);
        }

        Assert.All(paths, p => Assert.StartsWith("/api/v1/", p.Name, StringComparison.Ordinal));
        Assert.All(paths.SelectMany(p => p.Value.EnumerateObject().Select(o => (p.Name, o))), p =>
            Assert.True(p.o.Value.TryGetProperty("summary", out var summary) && summary.GetString()!.Length > 0, $"{p.o.Name} {p.Name}"));
        Assert.Equal("date-time", document.GetProperty("components").GetProperty("schemas").GetProperty("HostItem").GetProperty("properties")
            .GetProperty("createdAt").GetProperty("format").GetString());
    }

    [Fact]
    public async Task Every_time_is_RFC_3339_with_Z()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync(Roles.Admin);
        (await program.PostAsJsonAsync("api/v1/tickets", new { title = "A time" })).EnsureSuccessStatusCode();
        foreach (var list in Lists.Append($"query?host={agent.Host.Id}&metric=cpu.used_percent"))
        {
            var text = await program.GetStringAsync("api/v1/" + list);
            Assert.All(Time().Matches(text), m => Assert.EndsWith("Z\"", m.Value, StringComparison.Ordinal));
            Assert.True(list is "groups" || Time().IsMatch(text) || !text.Contains("\"id\"", StringComparison.Ordinal), list);
        }
    }

    [Fact]
    public async Task Every_list_has_items_and_a_next_that_is_text_or_null_and_refuses_more_than_500()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync(Roles.Admin);
        for (var i = 0; i < 2; i++)
        {
            (await program.PostAsJsonAsync("api/v1/tickets", new { title = "Page " + i })).EnsureSuccessStatusCode();
        }

        foreach (var list in Lists)
        {
            var page = await program.GetFromJsonAsync<JsonElement>($"api/v1/{list}?limit=1");
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 0, 1);
            Assert.Contains(page.GetProperty("next").ValueKind, new[] { JsonValueKind.String, JsonValueKind.Null });
            if (list is "rules" or "tickets")
            {
                var next = page.GetProperty("next").GetString();
                var following = await program.GetFromJsonAsync<JsonElement>($"api/v1/{list}?limit=1&after={next}");
                Assert.NotEqual(page.GetProperty("items")[0].GetRawText(), following.GetProperty("items")[0].GetRawText());
            }

            await RefusedAsync(await program.GetAsync($"api/v1/{list}?limit=501"), "limit");
            await RefusedAsync(await program.GetAsync($"api/v1/{list}?limit=0"), "limit");
        }

        await RefusedAsync(await program.GetAsync($"api/v1/series?host={agent.Host.Id}&limit=501"), "limit");
    }

    [Theory]
    [InlineData("hosts?limit=ten", "`limit` must be a whole number")]
    [InlineData("tickets?after=x", "`after` must be a whole number")]
    [InlineData("problems?open=perhaps", "`open` must be true or false")]
    [InlineData("audit?from=yesterday", "`from` must be a time such as 2026-11-20T12:00:00Z")]
    [InlineData("series?host=99999999999", "`host` must be a whole number")]
    [InlineData("forecasts/scores?from=yesterday", "`from` must be a day such as 2026-11-20")]
    [InlineData("rei/capacity?more=much", "`more` must be a number with a point, such as 12.5")]
    public async Task A_parameter_that_cannot_be_read_is_named(string path, string expected)
    {
        using var program = await ProgramAsync(Roles.Admin);
        await RefusedAsync(await program.GetAsync("api/v1/" + path), expected);
    }

    [Theory]
    [InlineData("{\"title\":", "not JSON of the expected shape (line 1")]
    [InlineData("{\"title\":{}}", "at $.title")]
    [InlineData("[]", "not JSON of the expected shape")]
    [InlineData("", "JSON body")]
    [InlineData("null", "JSON body")]
    public async Task A_body_that_cannot_be_read_is_answered_with_what_to_do(string body, string expected)
    {
        using var program = await ProgramAsync(Roles.Admin);
        await RefusedAsync(await program.PostAsync("api/v1/tickets", new StringContent(body, Encoding.UTF8, "application/json")), expected);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_by_its_header_is_answered_with_what_to_send()
    {
        using var program = await ProgramAsync(Roles.Admin);
        using var answer = await program.PostAsync("api/v1/tickets", new StringContent("title=x", Encoding.UTF8, "text/plain"));
        await SaysAsync(answer, HttpStatusCode.UnsupportedMediaType, "application/json");
    }

    [Fact]
    public async Task A_path_or_a_method_that_does_not_exist_is_answered_with_where_to_look()
    {
        using var program = await ProgramAsync(Roles.Admin);
        await SaysAsync(await program.GetAsync("api/v1/hosts/first"), HttpStatusCode.NotFound, "/openapi/v1.json");
        await SaysAsync(await program.DeleteAsync("api/v1/tickets/1"), HttpStatusCode.MethodNotAllowed, "/openapi/v1.json");
    }

    private static Task RefusedAsync(HttpResponseMessage answer, string expected) => SaysAsync(answer, HttpStatusCode.BadRequest, expected);

    private static async Task SaysAsync(HttpResponseMessage answer, HttpStatusCode status, string expected)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == status, $"{answer.RequestMessage!.RequestUri}: {(int)answer.StatusCode} {text}");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
            var problem = JsonElement.Parse(text);
            Assert.StartsWith("/problems/", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
            Assert.Contains(expected, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    private async Task<HttpClient> ProgramAsync(string role)
    {
        var user = await application.CreateUserAsync(role);
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await application.Services.GetRequiredService<TokenDesk>()
            .CreateForAsync(user.Name, [TokenScopes.Read, TokenScopes.TicketsWrite], TimeSpan.FromDays(1), CancellationToken.None));
        return client;
    }

    [GeneratedRegex("\"\\d{4}-\\d\\d-\\d\\dT[^\"]*\"")]
    private static partial Regex Time();
}
