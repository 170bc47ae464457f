using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Tickets.Knowledge;

[Collection(Suite.Name)]
public sealed class ArticleApiTests(TestApplication application)
{
    [Fact]
    public async Task A_program_writes_an_article_finds_it_by_its_words_and_changes_it()
    {
        using var program = await ProgramAsync(Roles.Technician);
        var word = "w" + Guid.NewGuid().ToString("N");
        var made = await AnswerAsync(HttpStatusCode.OK, program.PostAsJsonAsync("api/v1/articles", Body($"About {word}")));
        Assert.Equal(("Draft", JsonValueKind.Null), (Text(made, "state"), made.GetProperty("ticket").ValueKind));
        Assert.Empty(await FoundAsync($"text={word}"));
        var id = made.GetProperty("id").GetInt32();
        Assert.Equal([id], await FoundAsync($"text={word}&state=Draft"));
        var published = await PutAsync(program, HttpStatusCode.OK, id, Text(made, "eTag"), Body($"About {word}", state: "Published", isPublic: true));
        Assert.Equal(("Published", true), (Text(published, "state"), published.GetProperty("public").GetBoolean()));
        Assert.Equal([id], await FoundAsync($"text={word}"));
        using var read = await program.GetAsync($"api/v1/articles/{id}");
        Assert.Equal(Text(published, "eTag"), read.Headers.ETag!.Tag);
        foreach (var bad in new object[] { new { text = "x" }, new { title = "x" }, new { title = "x", text = "x", state = "Secret" }, new { title = "x", text = "x", categoryId = 99_999_999 } })
        {
            await AnswerAsync(HttpStatusCode.BadRequest, program.PostAsJsonAsync("api/v1/articles", bad));
        }

        async Task<IEnumerable<int>> FoundAsync(string query) => Ids(await AnswerAsync(HttpStatusCode.OK, program.GetAsync("api/v1/articles?" + query)));
    }

    [Fact]
    public async Task Pages_follow_each_other_newest_first_and_of_a_search_the_best_match_first()
    {
        using var program = await ProgramAsync(Roles.Technician);
        var word = "w" + Guid.NewGuid().ToString("N");
        var made = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            made.Add((await AnswerAsync(HttpStatusCode.OK, program.PostAsJsonAsync("api/v1/articles", Body($"{word} {i}", state: "Published")))).GetProperty("id").GetInt32());
        }

        foreach (var query in new[] { "", $"text={word}&" })
        {
            var first = await AnswerAsync(HttpStatusCode.OK, program.GetAsync($"api/v1/articles?{query}limit=2"));
            Assert.Equal([made[2], made[1]], Ids(first));
            var second = await AnswerAsync(HttpStatusCode.OK, program.GetAsync($"api/v1/articles?{query}limit=2&after={Text(first, "next")}"));
            Assert.Equal(made[0], Ids(second).First());
        }
    }

    [Fact]
    public async Task The_same_key_of_the_same_caller_writes_one_article_however_often_and_however_many_at_once()
    {
        using var program = await ProgramAsync(Roles.Technician);
        using var other = await ProgramAsync(Roles.Technician);
        var (key, word) = (Guid.NewGuid().ToString(), "w" + Guid.NewGuid().ToString("N"));
        program.DefaultRequestHeaders.Add("Idempotency-Key", key);
        other.DefaultRequestHeaders.Add("Idempotency-Key", key);
        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => AnswerAsync(HttpStatusCode.OK, program.PostAsJsonAsync("api/v1/articles", Body($"{word} {i}", state: "Published")))));
        var id = Assert.Single(made.Select(m => m.GetProperty("id").GetInt32()).Distinct());
        var theirs = await AnswerAsync(HttpStatusCode.OK, other.PostAsJsonAsync("api/v1/articles", Body($"{word} theirs", state: "Published")));
        Assert.Equal(new[] { id, theirs.GetProperty("id").GetInt32() }.Order(), Ids(await AnswerAsync(HttpStatusCode.OK, program.GetAsync($"api/v1/articles?text={word}"))).Order());
        other.DefaultRequestHeaders.Remove("Idempotency-Key");
        other.DefaultRequestHeaders.Add("Idempotency-Key", "first");
        await AnswerAsync(HttpStatusCode.BadRequest, other.PostAsJsonAsync("api/v1/articles", Body(word)));
    }

    [Fact]
    public async Task Fault_51_The_second_writer_of_an_article_over_HTTP_gets_412_and_reads_who_changed_what()
    {
        using var first = await ProgramAsync(Roles.Technician);
        using var second = await ProgramAsync(Roles.Lead);
        var made = await AnswerAsync(HttpStatusCode.OK, first.PostAsJsonAsync("api/v1/articles", Body("Begin")));
        var (id, tag) = (made.GetProperty("id").GetInt32(), Text(made, "eTag"));
        await PutAsync(first, HttpStatusCode.OK, id, tag, Body("Theirs", state: "Published"));
        var refused = await PutAsync(second, HttpStatusCode.PreconditionFailed, id, tag, Body("Mine"));
        Assert.Equal("/problems/conflict", Text(refused, "type"));
        Assert.Equal("Title: Begin → Theirs. State: Draft → Published.", Text(refused.GetProperty("changes").EnumerateArray().Single(), "text"));
        Assert.Equal("Theirs", Text(refused.GetProperty("current"), "title"));
        var done = await PutAsync(second, HttpStatusCode.OK, id, Text(refused.GetProperty("current"), "eTag"), Body("Both"));
        Assert.Equal("Both", Text(done, "title"));
        await PutAsync(second, HttpStatusCode.PreconditionRequired, id, null, Body("Unseen"));
        await PutAsync(second, HttpStatusCode.BadRequest, id, "\"nonsense\"", Body("Unseen"));
        Assert.Equal("Both", Text(await AnswerAsync(HttpStatusCode.OK, second.GetAsync($"api/v1/articles/{id}")), "title"));
    }

    [Fact]
    public async Task Attack_24_An_end_user_reads_public_articles_over_HTTP_and_writes_none()
    {
        using var writer = await ProgramAsync(Roles.Technician);
        var word = "w" + Guid.NewGuid().ToString("N");
        var ids = new List<int>();
        foreach (var (state, isPublic) in new[] { ("Published", true), ("Published", false), ("Draft", true) })
        {
            ids.Add((await AnswerAsync(HttpStatusCode.OK, writer.PostAsJsonAsync("api/v1/articles", Body(word, state, isPublic)))).GetProperty("id").GetInt32());
        }

        using var reader = await ProgramAsync(Roles.EndUser);
        Assert.Equal([ids[0]], Ids(await AnswerAsync(HttpStatusCode.OK, reader.GetAsync($"api/v1/articles?text={word}"))));
        Assert.Empty(Ids(await AnswerAsync(HttpStatusCode.OK, reader.GetAsync($"api/v1/articles?text={word}&state=Draft"))));
        await AnswerAsync(HttpStatusCode.OK, reader.GetAsync($"api/v1/articles/{ids[0]}"));
        await AnswerAsync(HttpStatusCode.NotFound, reader.GetAsync($"api/v1/articles/{ids[1]}"));
        await AnswerAsync(HttpStatusCode.NotFound, reader.GetAsync($"api/v1/articles/{ids[2]}"));
        await AnswerAsync(HttpStatusCode.Forbidden, reader.PostAsJsonAsync("api/v1/articles", Body("x")));
        await PutAsync(reader, HttpStatusCode.Forbidden, ids[0], "\"1\"", Body("x"));
    }

    private static object Body(string title, string? state = null, bool isPublic = false) => new { title, text = "What helps.", state, @public = isPublic };

    private static async Task<JsonElement> PutAsync(HttpClient program, HttpStatusCode expected, int id, string? tag, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"api/v1/articles/{id}") { Content = JsonContent.Create(body) };
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        return await AnswerAsync(expected, program.SendAsync(request));
    }

    private static async Task<JsonElement> AnswerAsync(HttpStatusCode expected, Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    private static IEnumerable<int> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt32()).ToList();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private async Task<HttpClient> ProgramAsync(string role)
    {
        var user = await application.CreateUserAsync(role);
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await application.Services.GetRequiredService<TokenDesk>()
            .CreateForAsync(user.Name, [TokenScopes.Read, TokenScopes.TicketsWrite], TimeSpan.FromDays(1), CancellationToken.None));
        return client;
    }
}
