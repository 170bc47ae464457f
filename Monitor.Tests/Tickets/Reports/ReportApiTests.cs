using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.VisualBasic.FileIO;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Tickets.Reports;

[Collection(Suite.Name)]
public sealed class ReportApiTests(TestApplication application)
{
    [Fact]
    public async Task A_program_reads_the_figures_of_the_page_within_its_filters()
    {
        var category = await StageAsync("Printers");
        using var program = await ProgramAsync(Roles.Lead, TokenScopes.Read);
        var report = JsonElement.Parse(await program.GetStringAsync($"api/v1/tickets/report?category={category}&days=7&zone=Europe/Berlin"));
        Assert.Equal(("day", "Europe/Berlin", 7), (Text(report, "step"), Text(report, "zone"), report.GetProperty("steps").GetArrayLength()));
        var total = report.GetProperty("total");
        Assert.Equal((2, 1, 1, 3600.0), (Number(total, "created"), Number(total, "solved"), Number(total, "open"), total.GetProperty("resolutionMedianSeconds").GetDouble()));
        Assert.Equal(JsonValueKind.Null, total.GetProperty("responseMedianSeconds").ValueKind);
        var line = Assert.Single(report.GetProperty("categories").GetProperty("items").EnumerateArray());
        Assert.Equal((category, 2), (Number(line, "id"), Number(line.GetProperty("figures"), "created")));
        var ratings = report.GetProperty("ratings");
        Assert.Equal((1, 4.0), (Number(ratings, "count"), ratings.GetProperty("average").GetDouble()));
        Assert.EndsWith("Z", ratings.GetProperty("remarks")[0].GetProperty("at").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://198.51.100.1\")")]
    [InlineData("+1+cmd|' /C calc'!A0")]
    [InlineData("@SUM(A1)")]
    public async Task Attack_23_A_name_or_remark_that_wants_to_be_a_formula_is_text_in_the_file(string text)
    {
        var category = await StageAsync(text);
        using var program = await ProgramAsync(Roles.Lead, TokenScopes.Read);
        using var answer = await program.GetAsync($"api/v1/tickets/report/export?category={category}");
        Assert.Equal(("attachment", "text/csv"), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentType!.MediaType));
        var rows = Rows(await answer.Content.ReadAsStringAsync());
        Assert.Equal(("'" + text, "2"), rows.Where(r => r["section"] == "category").Select(r => (r["name"], r["created"])).Single());
        Assert.Equal(("'" + text, "4"), rows.Where(r => r["section"] == "remark").Select(r => (r["text"], r["score"])).Single());
        Assert.Equal(30, rows.Count(r => r["section"] == "day"));
        var json = JsonElement.Parse(await program.GetStringAsync($"api/v1/tickets/report/export?category={category}&format=json"));
        Assert.Equal(text, Text(json.GetProperty("categories").GetProperty("items")[0], "name"));
    }

    [Theory]
    [InlineData(Roles.Technician, TokenScopes.Read, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Lead, TokenScopes.TicketsWrite, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Lead, TokenScopes.Read, HttpStatusCode.OK)]
    public async Task Attack_24_A_token_reads_the_report_where_its_owner_may_and_its_scope_reads(string role, string scope, HttpStatusCode expected)
    {
        using var program = await ProgramAsync(role, scope);
        foreach (var path in new[] { "api/v1/tickets/report?days=1", "api/v1/tickets/report/export?days=1&format=json" })
        {
            using var answer = await program.GetAsync(path);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("report?zone=../../etc/passwd", "`zone` is the name of a time zone")]
    [InlineData("report?zone=Nowhere/Atlantis", "`zone` is the name of a time zone")]
    [InlineData("report?days=5000", "`days` is a number from 1 to 1098")]
    [InlineData("report?from=2026-13-01&to=2026-11-01", "`from` must be a day")]
    [InlineData("report/export?format=xlsx", "`format` is csv or json")]
    public async Task What_cannot_be_read_is_named(string path, string expected)
    {
        using var program = await ProgramAsync(Roles.Lead, TokenScopes.Read);
        using var answer = await program.GetAsync("api/v1/tickets/" + path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, Text(JsonElement.Parse(await answer.Content.ReadAsStringAsync()), "detail"), StringComparison.Ordinal);
    }

    /// <summary>A category with one ticket that was solved within an hour and rated, and one that is open.</summary>
    private async Task<int> StageAsync(string name)
    {
        await using var db = await TestAgent.OpenAsync(application);
        var (category, now) = (new TicketCategory { Name = name }, TimeProvider.System.GetUtcNow());
        db.TicketCategories.Add(category);
        await db.SaveChangesAsync();
        var solved = new Ticket
        {
            Title = name, CategoryId = category.Id, State = TicketState.Resolved, CreatedAt = now.AddHours(-1), UpdatedAt = now, ResolvedAt = now,
        };
        db.Tickets.AddRange(solved, new Ticket { Title = name, CategoryId = category.Id, CreatedAt = now.AddMinutes(-1), UpdatedAt = now });
        await db.SaveChangesAsync();
        db.TicketRatings.Add(new TicketRating { TicketId = solved.Id, SecretHash = new byte[32], Score = 4, Comment = name, CreatedAt = now, RatedAt = now, ExpiresAt = now.AddDays(14) });
        await db.SaveChangesAsync();
        return category.Id;
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

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private async Task<HttpClient> ProgramAsync(string role, string scope)
    {
        var user = await application.CreateUserAsync(role);
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await application.Services.GetRequiredService<TokenDesk>()
            .CreateForAsync(user.Name, [scope], TimeSpan.FromDays(1), CancellationToken.None));
        return client;
    }
}
