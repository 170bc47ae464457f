using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.VisualBasic.FileIO;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Tickets.Views;

[Collection(Suite.Name)]
public sealed class TicketExportTests(TestApplication application)
{
    private readonly string _tag = "x" + Guid.NewGuid().ToString("N")[..8];

    [Theory]
    [InlineData("=HYPERLINK(\"http://198.51.100.1\")")]
    [InlineData("+1+cmd|' /C calc'!A0")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    public async Task Attack_23_A_title_that_wants_to_be_a_formula_is_text_in_the_file_and_numbers_stay_numbers(string title)
    {
        var number = await AddAsync(title);
        using var program = await ProgramAsync(Roles.Technician);
        var text = await program.GetStringAsync($"api/v1/tickets/export?format=csv&tag={_tag}");
        var row = Assert.Single(Rows(text));
        Assert.Equal(("'" + title, number.ToString(CultureInfo.InvariantCulture)), (row["title"], row["number"]));
        var json = JsonElement.Parse(await program.GetStringAsync($"api/v1/tickets/export?format=json&tag={_tag}"));
        Assert.Equal(title, json.GetProperty("items")[0].GetProperty("title").GetString());
        Assert.False(json.GetProperty("cut").GetBoolean());
    }

    [Fact]
    public async Task A_file_is_an_attachment_in_the_order_of_the_list_with_its_filter()
    {
        var number = await AddAsync("b", TicketPriority.High);
        await using var db = await TestAgent.OpenAsync(application);
        db.TicketTags.Add(new TicketTag { TicketId = await db.Tickets.Where(t => t.Number == number).Select(t => t.Id).SingleAsync(), Tag = "zweite etage" });
        await db.SaveChangesAsync();
        await AddAsync("a, with \"quotes\"\nand a line", TicketPriority.High);
        await AddAsync("c", TicketPriority.Low);
        using var program = await ProgramAsync(Roles.Technician);
        using var answer = await program.GetAsync($"api/v1/tickets/export?tag={_tag}&priority=High&sort=title");
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        var rows = Rows(await answer.Content.ReadAsStringAsync());
        Assert.Equal(["a, with \"quotes\"\nand a line", "b"], rows.Select(r => r["title"]));
        Assert.Equal([_tag, _tag + ", zweite etage"], rows.Select(r => r["tags"]));
    }

    [Fact]
    public async Task Attack_24_A_file_holds_what_its_reader_may_see_and_nothing_else()
    {
        await AddAsync("of somebody else");
        using var program = await ProgramAsync(Roles.EndUser);
        Assert.Empty(Rows(await program.GetStringAsync($"api/v1/tickets/export?tag={_tag}")));
    }

    [Theory]
    [InlineData("export?format=xlsx", "`format` is csv or json")]
    [InlineData("export?sort=password_hash", "`sort` is one of")]
    [InlineData("?sort=title)%20UNION", "`sort` is one of")]
    [InlineData("?sort=title&after=7", "`page`")]
    [InlineData("?assigne=me", "`assigne` is no part of this address")]
    [InlineData("export?Format=csv&stat=New", "`stat` is no part of this address")]
    [InlineData("search?text=x&after=1", "`after` is no part of this address")]
    [InlineData("search?text=x&limit=101", "`limit`")]
    [InlineData("search?text=x&state=Nowhere", "`state` is one of")]
    public async Task Attack_02_What_is_not_on_the_list_of_columns_and_values_is_refused(string path, string expected)
    {
        using var program = await ProgramAsync(Roles.Technician);
        using var answer = await program.GetAsync("api/v1/tickets/" + path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_over_HTTP_tells_where_the_words_are()
    {
        var word = "quux" + _tag;
        await AddAsync("A title", text: $"long before the {word} happened");
        using var program = await ProgramAsync(Roles.Technician);
        var found = JsonElement.Parse(await program.GetStringAsync($"api/v1/tickets/search?text={word}")).GetProperty("items")[0];
        Assert.Equal("A title", found.GetProperty("ticket").GetProperty("title").GetString());
        Assert.Contains(found.GetProperty("snippet").EnumerateArray(), p => p.GetProperty("match").GetBoolean() && p.GetProperty("text").GetString() == word);
        var sorted = JsonElement.Parse(await program.GetStringAsync($"api/v1/tickets?tag={_tag}&sort=-changed&limit=1"));
        Assert.Equal((1, JsonValueKind.Null), (sorted.GetProperty("items").GetArrayLength(), sorted.GetProperty("next").ValueKind));
    }

    private static List<Dictionary<string, string>> Rows(string text)
    {
        using var csv = new TextFieldParser(new StringReader(text)) { TrimWhiteSpace = false };
        csv.SetDelimiters(",");
        var header = csv.ReadFields()!;
        var rows = new List<Dictionary<string, string>>();
        while (csv.ReadFields() is { } fields)
        {
            rows.Add(header.Zip(fields).ToDictionary(f => f.First, f => f.Second));
        }

        return rows;
    }

    private async Task<int> AddAsync(string title, TicketPriority priority = TicketPriority.Medium, string text = "")
    {
        await using var db = await TestAgent.OpenAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var ticket = new Ticket { Title = title, Description = text, Priority = priority, CreatedAt = now, UpdatedAt = now };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync();
        db.TicketTags.Add(new TicketTag { TicketId = ticket.Id, Tag = _tag });
        await db.SaveChangesAsync();
        return ticket.Number;
    }

    private async Task<HttpClient> ProgramAsync(string role)
    {
        var user = await application.CreateUserAsync(role);
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await application.Services.GetRequiredService<TokenDesk>()
            .CreateForAsync(user.Name, [TokenScopes.Read], TimeSpan.FromDays(1), CancellationToken.None));
        return client;
    }
}
