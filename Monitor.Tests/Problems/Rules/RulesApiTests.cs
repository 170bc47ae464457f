using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Problems.Rules;

[Collection(Suite.Name)]
public sealed class RulesApiTests(TestApplication application)
{
    private static readonly object Definition = new
    {
        conditions = new[] { new { metric = "disk.latency_ms", steps = new[] { new { severity = "Warning", limit = 50, clearLevel = 40 } } } }, @for = 300,
    };

    [Fact]
    public async Task A_program_with_the_scope_makes_changes_bends_undoes_and_deletes_a_rule()
    {
        var key = "api-" + Guid.NewGuid().ToString("N")[..8];
        using var program = await ProgramAsync(Roles.Admin, TokenScopes.RulesWrite, TokenScopes.Read);
        var made = await ReadAsync(await program.PostAsJsonAsync("api/v1/rules", new { key, name = "Slow", definition = Definition, reason = "Test" }));
        Assert.Equal(("Slow", 1, 50), (made.GetProperty("name").GetString(), made.GetProperty("version").GetInt32(), made.GetProperty("limit").GetInt32()));
        Assert.Equal(HttpStatusCode.BadRequest, (await program.PostAsJsonAsync("api/v1/rules", new { key, definition = Definition, reason = "Test" })).StatusCode);

        var changed = await ReadAsync(await program.PutAsJsonAsync($"api/v1/rules/{key}", new { name = "Slower", definition = Definition, version = 1, reason = "A better name" }));
        Assert.Equal(2, changed.GetProperty("version").GetInt32());
        Assert.Equal(HttpStatusCode.Conflict, (await program.PutAsJsonAsync($"api/v1/rules/{key}", new { definition = Definition, version = 1, reason = "Late" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await program.PutAsJsonAsync($"api/v1/rules/{key}", new { definition = Definition, version = 2 })).StatusCode);

        var bent = await ReadAsync(await program.PutAsJsonAsync($"api/v1/rules/{key}/overrides", new { groupId = 1, steps = new[] { new { severity = "Warning", limit = 70 } }, version = 2, reason = "Old disks" }));
        Assert.Equal(70, bent.GetProperty("overrides")[0].GetProperty("limit").GetInt32());
        await ReadAsync(await program.DeleteAsync($"api/v1/rules/{key}/overrides?groupId=1&version=3&reason=New+disks"));
        var undone = await ReadAsync(await program.PostAsJsonAsync($"api/v1/rules/{key}/undo", new { to = 1, version = 4, reason = "The first name" }));
        Assert.Equal("Slow", undone.GetProperty("name").GetString());

        await ReadAsync(await program.DeleteAsync($"api/v1/rules/{key}?version=5&reason=Done"));
        var versions = (await program.GetFromJsonAsync<JsonElement>($"api/v1/rules/{key}/versions")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["Done", "The first name", "New disks", "Old disks", "A better name", "Test"], versions.Select(v => v.GetProperty("reason").GetString()!));
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync("api/v1/rules/no-such-rule")).StatusCode);
    }

    [Fact]
    public async Task Attack_27_An_import_is_guarded_like_the_editor_and_takes_all_or_nothing()
    {
        var key = "yaml-" + Guid.NewGuid().ToString("N")[..8];
        var file = $"monitor-rules: 1\nrules:\n  - {{key: {key}, conditions: [{{metric: cpu.used_percent, steps: [{{limit: 97}}]}}]}}\n";
        foreach (var (role, scope) in new[] { (Roles.Admin, TokenScopes.Read), (Roles.Technician, TokenScopes.RulesWrite), (Roles.Viewer, TokenScopes.Admin) })
        {
            using var other = await ProgramAsync(role, scope);
            Assert.Equal(HttpStatusCode.Forbidden, (await ImportAsync(other, file)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await other.PutAsJsonAsync("api/v1/rules/cpu-high", new { definition = Definition, version = 1, reason = "Test" })).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await other.DeleteAsync("api/v1/rules/cpu-high?version=1&reason=Test")).StatusCode);
        }

        using var program = await ProgramAsync(Roles.Admin, TokenScopes.RulesWrite, TokenScopes.Read);
        Assert.Equal(HttpStatusCode.BadRequest, (await ImportAsync(program, file + "  - {key: bad, conditions: [{metric: cpu.used_percent, steps: [{limit: 101}]}]}\n")).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await ImportAsync(program, file + "#" + new string('x', 300 * 1024))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ImportAsync(program, file, "preview=true")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ImportAsync(program, file, "preview=false")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync($"api/v1/rules/{key}")).StatusCode);

        Assert.Equal("new", (await ReadAsync(await ImportAsync(program, file))).GetProperty("items")[0].GetProperty("act").GetString());
        Assert.Equal("same", (await ReadAsync(await ImportAsync(program, file))).GetProperty("items")[0].GetProperty("act").GetString());
        var exported = await program.GetStringAsync($"api/v1/rules/export?key={key}");
        Assert.Equal("same", (await ReadAsync(await ImportAsync(program, exported))).GetProperty("items")[0].GetProperty("act").GetString());
        Assert.Equal("changed", (await ReadAsync(await ImportAsync(program, exported.Replace("limit: 97", "limit: 96", StringComparison.Ordinal)))).GetProperty("items")[0].GetProperty("act").GetString());
        Assert.Equal(2, (await program.GetFromJsonAsync<JsonElement>($"api/v1/rules/{key}")).GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("{\"conditions\":[]}")]
    [InlineData("{\"conditions\":[null]}")]
    [InlineData("{\"conditions\":[{\"metric\":null,\"steps\":[{}]}]}")]
    [InlineData("{\"conditions\":[{\"metric\":\"cpu.used_percent\",\"steps\":[]}]}")]
    [InlineData("{\"conditions\":[{\"metric\":\"cpu.used_percent\",\"kind\":99,\"steps\":[{\"severity\":\"Warning\"}]}]}")]
    [InlineData("{\"conditions\":[{\"metric\":\"cpu.used_percent\",\"labels\":[{}],\"steps\":[{\"severity\":\"Warning\",\"limit\":5}]}]}")]
    [InlineData("{\"conditions\":[{\"metric\":\"cpu.used_percent\",\"steps\":[{\"severity\":\"Bad\",\"limit\":5}]}]}")]
    [InlineData("{\"for\":1e300,\"conditions\":[{\"metric\":\"cpu.used_percent\",\"steps\":[{\"severity\":\"Warning\",\"limit\":5}]}]}")]
    [InlineData("{\"where\":{\"hosts\":[99999999]},\"conditions\":[{\"metric\":\"cpu.used_percent\",\"steps\":[{\"severity\":\"Warning\",\"limit\":5}]}]}")]
    public async Task A_definition_that_is_no_rule_is_answered_with_400(string definition)
    {
        using var program = await ProgramAsync(Roles.Admin, TokenScopes.RulesWrite);
        using var body = new StringContent($"{{\"key\":\"bad-one\",\"reason\":\"Test\",\"definition\":{definition}}}", Encoding.UTF8, "application/json");
        using var answer = await program.PostAsync("api/v1/rules", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);

        // A type of this program helps nobody to put it right.
        Assert.DoesNotContain("Monitor.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_cannot_stand_in_a_definition_is_named_by_its_place()
    {
        using var program = await ProgramAsync(Roles.Admin, TokenScopes.RulesWrite);
        using var body = new StringContent("""{"key":"bad-kind","reason":"Test","definition":{"conditions":[{"metric":"cpu.used_percent","kind":"Wrong"}]}}""", Encoding.UTF8, "application/json");
        using var answer = await program.PostAsync("api/v1/rules", body);
        Assert.Contains("$.conditions[0].kind has a value that cannot stand there", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> ImportAsync(HttpClient client, string yaml, string query = "reason=Test")
    {
        using var body = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        return await client.PostAsync("api/v1/rules/import?" + query, body);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
    }

    private async Task<HttpClient> ProgramAsync(string role, params string[] scopes)
    {
        var user = await application.CreateUserAsync(role);
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await application.Services.GetRequiredService<TokenDesk>()
            .CreateForAsync(user.Name, scopes, TimeSpan.FromDays(1), CancellationToken.None));
        return client;
    }
}
