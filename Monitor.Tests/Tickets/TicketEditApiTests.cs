using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Tickets;

[Collection(Suite.Name)]
public sealed class TicketEditApiTests(TestApplication application)
{
    [Fact]
    public async Task A_program_opens_a_ticket_with_its_fields_and_changes_them_naming_what_is_none()
    {
        using var client = await ClientAsync(Roles.Technician);
        var (category, field) = await CategoryAsync();
        var catalog = await AnswerAsync(HttpStatusCode.OK, client.GetAsync("api/v1/tickets/catalog"));
        Assert.Contains(catalog.GetProperty("categories").EnumerateArray(), c => c.GetProperty("id").GetInt32() == category);
        var opened = await AnswerAsync(HttpStatusCode.OK, client.PostAsJsonAsync("api/v1/tickets", new
        {
            title = "Beamer", kind = "Request", impact = "High", urgency = "High", categoryId = category, tags = new[] { "Room", "room" }, dueAt = "2099-01-01T14:00:00+02:00",
            fields = new Dictionary<string, string> { [$"{field}"] = "12" },
        }));
        Assert.Equal(("Request", "Urgent", 12), (Text(opened, "kind"), Text(opened, "priority"), int.Parse(Text(opened.GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("id").GetInt32() == field), "value")!)));
        Assert.Equal("2099-01-01T12:00:00Z", Text(opened, "dueAt"));
        Assert.Equal(["room"], opened.GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
        var number = opened.GetProperty("number").GetInt32();
        var changed = await AnswerAsync(HttpStatusCode.OK, client.PatchAsJsonAsync($"api/v1/tickets/{number}", new { urgency = "Low", dueAt = (string?)null, categoryId = (int?)null }));
        Assert.Equal(("Medium", JsonValueKind.Null, JsonValueKind.Null), (Text(changed, "priority"), changed.GetProperty("dueAt").ValueKind, changed.GetProperty("categoryId").ValueKind));
        Assert.Equal("Beamer", Text(changed, "title"));
        var until = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(30);
        var waits = await AnswerAsync(HttpStatusCode.OK, client.PostAsJsonAsync($"api/v1/tickets/{number}/state", new { state = "Pending", pendingReason = "Date", pendingUntil = $"{until:yyyy-MM-dd}T14:00:00+02:00" }));
        Assert.Equal(("Date", $"{until:yyyy-MM-dd}T12:00:00Z"), (Text(waits, "pendingReason"), Text(waits, "pendingUntil")));
        foreach (var bad in new object[] { new { urgency = "Soon" }, new { categoryId = "x" }, new { dueAt = 5 }, new { fields = new Dictionary<string, string> { ["99999999"] = "x" } } })
        {
            await AnswerAsync(HttpStatusCode.BadRequest, client.PatchAsJsonAsync($"api/v1/tickets/{number}", bad));
        }
    }

    [Fact]
    public async Task Fault_51_The_second_writer_over_HTTP_gets_412_and_reads_who_changed_what()
    {
        using var client = await ClientAsync(Roles.Technician);
        var number = await OpenAsync(client, "Beamer");
        using var looked = await client.GetAsync($"api/v1/tickets/{number}");
        var tag = looked.Headers.ETag!;
        Assert.Equal(tag.Tag, Text(JsonDocument.Parse(await looked.Content.ReadAsStringAsync()).RootElement, "eTag"));
        await AnswerAsync(HttpStatusCode.OK, client.PatchAsJsonAsync($"api/v1/tickets/{number}", new { description = "First" }));
        var refused = await PatchAsync(HttpStatusCode.PreconditionFailed, tag.Tag);
        Assert.Equal("Description changed.", Text(refused.GetProperty("changes").EnumerateArray().Single(), "text"));
        Assert.Equal(("First", "/problems/conflict"), (Text(refused.GetProperty("current"), "description"), Text(refused, "type")));
        var done = await PatchAsync(HttpStatusCode.OK, Text(refused.GetProperty("current"), "eTag")!);
        Assert.Equal("Second", Text(done, "description"));
        await PatchAsync(HttpStatusCode.BadRequest, "\"nonsense\"");

        async Task<JsonElement> PatchAsync(HttpStatusCode expected, string ifMatch)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, $"api/v1/tickets/{number}") { Content = JsonContent.Create(new { description = "Second" }) };
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            return await AnswerAsync(expected, client.SendAsync(request));
        }
    }

    [Fact]
    public async Task A_program_ties_merges_and_splits_tickets()
    {
        using var client = await ClientAsync(Roles.Technician);
        var (a, b, c) = (await OpenAsync(client, "Quagga stripes"), await OpenAsync(client, "Stripes of the quagga"), await OpenAsync(client, "c"));
        var alike = await AnswerAsync(HttpStatusCode.OK, client.GetAsync($"api/v1/tickets/{a}/related"));
        Assert.Equal([b], alike.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("number").GetInt32()));
        var child = await AnswerAsync(HttpStatusCode.OK, client.PutAsJsonAsync($"api/v1/tickets/{a}/parent", new { number = c }));
        Assert.Equal(c, child.GetProperty("parent").GetProperty("number").GetInt32());
        await AnswerAsync(HttpStatusCode.OK, client.PutAsync($"api/v1/tickets/{a}/links/{b}?kind=Duplicate", null));
        await AnswerAsync(HttpStatusCode.BadRequest, client.PutAsync($"api/v1/tickets/{a}/links/{b}?kind=Friend", null));
        var said = await AnswerAsync(HttpStatusCode.OK, client.PostAsJsonAsync($"api/v1/tickets/{a}/comments", new { text = "Something else" }));
        var entry = said.GetProperty("entries").EnumerateArray().Last(e => Text(e, "kind") == "Comment").GetProperty("id").GetInt64();
        var made = (await AnswerAsync(HttpStatusCode.OK, client.PostAsJsonAsync($"api/v1/tickets/{a}/split", new { entries = new[] { entry }, title = "Else" }))).GetProperty("made").GetInt32();
        Assert.Equal("Else", Text(await AnswerAsync(HttpStatusCode.OK, client.GetAsync($"api/v1/tickets/{made}")), "title"));
        var merged = await AnswerAsync(HttpStatusCode.OK, client.PostAsJsonAsync($"api/v1/tickets/{a}/merge", new { into = b }));
        Assert.Equal(("Closed", b), (Text(merged, "state"), merged.GetProperty("mergedInto").GetInt32()));
        await AnswerAsync(HttpStatusCode.BadRequest, client.PatchAsJsonAsync($"api/v1/tickets/{a}", new { title = "x" }));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<int> OpenAsync(HttpClient client, string title) =>
        (await AnswerAsync(HttpStatusCode.OK, client.PostAsJsonAsync("api/v1/tickets", new { title }))).GetProperty("number").GetInt32();

    private static async Task<JsonElement> AnswerAsync(HttpStatusCode expected, Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    private async Task<(int Category, int Field)> CategoryAsync()
    {
        await using var db = application.Database.CreateDb();
        var category = new TicketCategory { Name = "c" + Guid.NewGuid() };
        db.TicketCategories.Add(category);
        await db.SaveChangesAsync();
        var field = new TicketField { Name = "Pieces", Kind = TicketFieldKind.Number, CategoryId = category.Id };
        db.TicketFields.Add(field);
        await db.SaveChangesAsync();
        return (category.Id, field.Id);
    }

    private async Task<HttpClient> ClientAsync(string role)
    {
        var user = await application.CreateUserAsync(role);
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await application.Services.GetRequiredService<TokenDesk>()
            .CreateForAsync(user.Name, [TokenScopes.Read, TokenScopes.TicketsWrite], TimeSpan.FromDays(1), CancellationToken.None));
        return client;
    }
}
