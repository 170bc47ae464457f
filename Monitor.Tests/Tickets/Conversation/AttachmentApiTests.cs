using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Tests.Tickets.Conversation;

[Collection(Suite.Name)]
public sealed class AttachmentApiTests(TestApplication application)
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, .. Encoding.ASCII.GetBytes("<script>alert(1)</script>")];

    [Theory]
    [InlineData("\u200bphoto.png", "photo.png")]
    [InlineData("photo\u202egnp.exe", "photognp.exe.png")]
    [InlineData("../../../etc/passwd", "passwd.png")]
    [InlineData("..%2f..%2fphoto.png", "photo.png")]
    [InlineData("photo.html\u0000.png", "photo.html.png")]
    [InlineData("a\r\nSet-Cookie: x=1;.png", "a Set-Cookie_ x=1_.png")]
    public async Task Attack_21_a_file_comes_back_as_a_download_under_a_clean_name_and_without_rights(string name, string clean)
    {
        var talk = await Talk.BeginAsync(application);
        using var client = await ClientAsync(talk.Requester);
        var path = $"api/v1/tickets/{talk.Number}/attachments";
        await AnswerAsync(HttpStatusCode.OK, await client.PostAsync($"{path}?name={Uri.EscapeDataString(name)}", new ByteArrayContent(Png)));
        var file = (await AnswerAsync(HttpStatusCode.OK, await client.GetAsync(path))).GetProperty("items").EnumerateArray().Single();
        Assert.Equal((clean, "image/png", Png.Length), (file.GetProperty("name").GetString(), file.GetProperty("contentType").GetString(), file.GetProperty("size").GetInt32()));

        // A browser that is signed in gets it in the same way.
        using var browser = await application.SignInAsync(talk.Requester);
        using var answer = await browser.GetAsync($"{path}/{file.GetProperty("id").GetInt32()}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Png, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(clean, answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.StartsWith("sandbox;", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("<html><script>alert(1)</script>", "photo.png")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "photo.svg")]
    [InlineData("\ufeff<!doctype html>", "notes.txt")]
    [InlineData("MZ\u0090\0\u0003", "photo.png")]
    [InlineData("", "empty.txt")]
    public async Task Attack_21_what_can_run_is_refused_whatever_it_is_called(string content, string name)
    {
        var talk = await Talk.BeginAsync(application);
        using var client = await ClientAsync(talk.Requester);
        await AnswerAsync(HttpStatusCode.BadRequest, await client.PostAsync($"api/v1/tickets/{talk.Number}/attachments?name={name}", new ByteArrayContent(Encoding.UTF8.GetBytes(content))));
        Assert.Single(await talk.EntriesAsync());
    }

    [Fact]
    public async Task Attack_21_one_file_one_ticket_and_the_memory_for_both_are_bounded()
    {
        var talk = await Talk.BeginAsync(application);
        var technician = await application.CreateUserAsync(Roles.Technician);
        using var client = await ClientAsync(technician);
        var options = application.Services.GetRequiredService<IOptions<AttachmentOptions>>().Value;
        var path = $"api/v1/tickets/{talk.Number}/attachments";
        using var announced = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[options.MaxBytes + 1]) };
        announced.Headers.ExpectContinue = true;
        await AnswerAsync(HttpStatusCode.RequestEntityTooLarge, await client.SendAsync(announced));
        await AnswerAsync(HttpStatusCode.UnsupportedMediaType, await client.PostAsync(path, new ByteArrayContent([1]) { Headers = { ContentEncoding = { "gzip" } } }));

        var large = Encoding.ASCII.GetBytes(new string('x', options.MaxBytes));
        await AnswerAsync(HttpStatusCode.OK, await client.PostAsync(path + "?name=large.log", new ByteArrayContent(large)));
        var id = (await AnswerAsync(HttpStatusCode.OK, await client.GetAsync(path))).GetProperty("items")[0].GetProperty("id").GetInt32();
        Assert.Equal(large, await client.GetByteArrayAsync($"{path}/{id}"));

        var small = Enumerable.Range(0, options.MaxPerTicket - 1).Select(i => new NewFile($"{i}.txt", "x"u8.ToArray())).ToArray();
        Assert.True((await talk.SayAsync(technician, "all of them", false, small)).IsDone);
        await AnswerAsync(HttpStatusCode.BadRequest, await client.PostAsync(path + "?name=one-more.txt", new ByteArrayContent("x"u8.ToArray())));
        Assert.Equal(0, application.Services.GetRequiredService<UploadBudget>().Used);
    }

    [Fact]
    public async Task Attack_24_files_and_entries_of_others_and_those_of_notes_do_not_exist_for_a_requester()
    {
        var (mine, foreign) = (await Talk.BeginAsync(application), await Talk.BeginAsync(application));
        var technician = await application.CreateUserAsync(Roles.Technician);
        Assert.True((await mine.SayAsync(technician, "public", false, new NewFile("a.txt", "a"u8.ToArray()))).IsDone);
        Assert.True((await mine.SayAsync(technician, "internal", true, new NewFile("b.txt", "b"u8.ToArray()))).IsDone);
        Assert.True((await foreign.SayAsync(technician, "foreign", false, new NewFile("c.txt", "c"u8.ToArray()))).IsDone);
        using var client = await ClientAsync(mine.Requester);
        var items = (await AnswerAsync(HttpStatusCode.OK, await client.GetAsync($"api/v1/tickets/{mine.Number}/attachments"))).GetProperty("items").EnumerateArray().ToList();
        var shown = Assert.Single(items).GetProperty("id").GetInt32();
        var desk = mine.Get<AttachmentDesk>();
        var hidden = (await desk.ListAsync(Talk.As(technician), mine.Number, CancellationToken.None))!.Single(f => f.IsInternal).Id;
        var theirs = (await desk.ListAsync(Talk.As(technician), foreign.Number, CancellationToken.None))!.Single().Id;
        await AnswerAsync(HttpStatusCode.NotFound, await client.GetAsync($"api/v1/tickets/{foreign.Number}/attachments"));
        foreach (var (number, id) in new[] { (mine.Number, hidden), (foreign.Number, theirs), (mine.Number, theirs), (mine.Number, 2_000_000_000) })
        {
            await AnswerAsync(HttpStatusCode.NotFound, await client.GetAsync($"api/v1/tickets/{number}/attachments/{id}"));
            await AnswerAsync(HttpStatusCode.NotFound, await client.DeleteAsync($"api/v1/tickets/{number}/attachments/{id}"));
        }

        await AnswerAsync(HttpStatusCode.Forbidden, await client.DeleteAsync($"api/v1/tickets/{mine.Number}/attachments/{shown}"));
        await AnswerAsync(HttpStatusCode.NotFound, await client.PostAsync($"api/v1/tickets/{foreign.Number}/attachments", new ByteArrayContent([65])));
        await AnswerAsync(HttpStatusCode.Forbidden, await client.PostAsync($"api/v1/tickets/{mine.Number}/attachments?internal=true", new ByteArrayContent([65])));
        var entries = await mine.EntriesAsync();
        var (note, answer) = (entries.Single(e => e.Text == "internal").Id, entries.Single(e => e.Text == "public").Id);
        await AnswerAsync(HttpStatusCode.NotFound, await PutAsync(client, mine.Number, note));
        await AnswerAsync(HttpStatusCode.Forbidden, await PutAsync(client, mine.Number, answer));
        await AnswerAsync(HttpStatusCode.NotFound, await PutAsync(client, foreign.Number, answer));
    }

    [Fact]
    public async Task A_removed_file_is_gone_with_its_bytes_and_its_name_stays_written()
    {
        var talk = await Talk.BeginAsync(application);
        var (technician, lead) = (await application.CreateUserAsync(Roles.Technician), await application.CreateUserAsync(Roles.Lead));
        Assert.True((await talk.SayAsync(talk.Requester, "", false, new NewFile("a.txt", "secret"u8.ToArray()))).IsDone);
        using var other = await ClientAsync(technician);
        using var client = await ClientAsync(lead);
        var path = $"api/v1/tickets/{talk.Number}/attachments";
        var id = (await AnswerAsync(HttpStatusCode.OK, await client.GetAsync(path))).GetProperty("items")[0].GetProperty("id").GetInt32();
        await AnswerAsync(HttpStatusCode.Forbidden, await other.DeleteAsync($"{path}/{id}"));
        await AnswerAsync(HttpStatusCode.OK, await client.DeleteAsync($"{path}/{id}"));
        await AnswerAsync(HttpStatusCode.NotFound, await client.GetAsync($"{path}/{id}"));
        await using var db = application.Database.CreateDb();
        Assert.False(await db.AttachmentContents.AnyAsync(c => c.AttachmentId == id));
        Assert.Equal(["Attached `a.txt`.", "Removed the file a.txt."], (await talk.EntriesAsync()).Skip(1).Select(e => e.Text));
        Assert.Contains("a.txt", (await db.Audit.Where(a => a.Subject == "ticket" && a.SubjectId == $"{talk.Number}").OrderBy(a => a.Id).LastAsync()).Before);
    }

    [Fact]
    public async Task A_program_changes_its_comment_and_reads_the_canned_answers()
    {
        var talk = await Talk.BeginAsync(application);
        using var client = await ClientAsync(await application.CreateUserAsync(Roles.Technician));
        var said = await AnswerAsync(HttpStatusCode.OK, await client.PostAsync($"api/v1/tickets/{talk.Number}/comments", Json(new { text = "first", spentMinutes = 15 })));
        var entry = said.GetProperty("entries").EnumerateArray().Last();
        Assert.Equal(15, entry.GetProperty("spentMinutes").GetInt32());
        var changed = await AnswerAsync(HttpStatusCode.OK, await PutAsync(client, talk.Number, entry.GetProperty("id").GetInt64()));
        entry = changed.GetProperty("entries").EnumerateArray().Single(e => e.GetProperty("id").GetInt64() == entry.GetProperty("id").GetInt64());
        Assert.Equal("changed", entry.GetProperty("text").GetString());
        Assert.EndsWith("Z", entry.GetProperty("editedAt").GetString());
        await AnswerAsync(HttpStatusCode.Conflict, await PutAsync(client, talk.Number, entry.GetProperty("id").GetInt64()));
        var admin = await application.CreateUserAsync(Roles.Admin);
        Assert.Null(await talk.Get<CannedAnswerDesk>().SaveAsync(Talk.As(admin), 0, "A", "Hello", null, null, CancellationToken.None));
        var answers = await AnswerAsync(HttpStatusCode.OK, await client.GetAsync("api/v1/answers?limit=500"));
        Assert.Contains(answers.GetProperty("items").EnumerateArray(), a => a.GetProperty("text").GetString() == "Hello");
        await AnswerAsync(HttpStatusCode.BadRequest, await client.GetAsync("api/v1/answers?limit=0"));
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, int number, long entry) =>
        client.PutAsync($"api/v1/tickets/{number}/comments/{entry}", Json(new { text = "changed" }));

    private static StringContent Json(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    private static async Task<JsonElement> AnswerAsync(HttpStatusCode expected, HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == expected, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text[..Math.Min(text.Length, 500)]}");
            return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
        }
    }

    private async Task<HttpClient> ClientAsync(TestUser user)
    {
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await application.Services.GetRequiredService<TokenDesk>()
            .CreateForAsync(user.Name, [TokenScopes.Read, TokenScopes.TicketsWrite], TimeSpan.FromDays(1), CancellationToken.None));
        return client;
    }
}
