using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.Tickets;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Tickets.Packs;

namespace Monitor.Tests.RootCause.Packs;

[Collection(Suite.Name)]
public sealed class PackApiTests(TestApplication application)
{
    private const string Hostile = "<img src=file:///etc/passwd><script>alert(1)</script>";

    [Fact]
    public async Task Attack_24_46_Taking_evidence_along_is_written_down_needs_a_form_of_this_page_and_is_a_file_without_rights()
    {
        var number = await StageAsync(application);
        using var program = await ProgramAsync(Roles.Viewer, [.. TokenScopes.All]);
        Assert.Equal("Complete", JsonElement.Parse(await program.GetStringAsync($"api/v1/tickets/{number}/evidence/")).GetProperty("state").GetString());
        foreach (var format in new[] { "html", "json" })
        {
            using var answer = await program.PostAsync($"api/v1/tickets/{number}/evidence/export?format={format}&zone=Europe/Berlin", null);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            Assert.Equal(("attachment", $"evidence-{number}.{format}"), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentDisposition.FileName));
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.True(answer.Headers.CacheControl!.NoStore);
            Assert.DoesNotContain(format == "html" ? "<script" : "hunter2", text, StringComparison.OrdinalIgnoreCase);
        }

        using (var read = await program.GetAsync($"api/v1/tickets/{number}/evidence/export"))
        {
            Assert.True(read.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound, read.StatusCode.ToString());
        }

        await using (var db = await TestAgent.OpenAsync(application))
        {
            Assert.Equal(2, await db.Audit.CountAsync(a => a.Act == PackDesk.Exported && a.SubjectId == number.ToString()));
        }

        using var browser = await application.SignInAsAsync(Roles.Viewer);
        using (var forged = await browser.PostAsync($"tickets/{number}/evidence/file?format=html", new FormUrlEncodedContent([])))
        {
            Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        }

        using var bad = await program.PostAsync($"api/v1/tickets/{number}/evidence/export?format=pdf", null);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [Fact]
    public async Task Attack_22_The_report_of_a_ticket_and_of_a_period_are_files_that_load_nothing_and_figures_for_programs()
    {
        var number = await StageAsync(application);
        using var program = await ProgramAsync(Roles.Lead, TokenScopes.Read);
        foreach (var path in new[] { $"api/v1/tickets/{number}/report?format=html", "api/v1/tickets/report/causes?days=7&format=html" })
        {
            using var answer = await program.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
            Assert.Equal(("attachment", "text/html"), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentType!.MediaType));
            Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.DoesNotMatch("(?i)<(script|img|link|iframe|a)\\b", text);
        }

        Assert.Equal(number, JsonElement.Parse(await program.GetStringAsync($"api/v1/tickets/{number}/report")).GetProperty("number").GetInt32());
        Assert.True(JsonElement.Parse(await program.GetStringAsync("api/v1/tickets/report/causes?days=7")).GetProperty("problems").GetInt32() > 0);
        Assert.True(JsonElement.Parse(await program.GetStringAsync("api/v1/problems/recurring?by=cause&limit=5")).TryGetProperty("items", out _));
        foreach (var wrong in new[] { $"tickets/{number}/report?format=exe", "tickets/report/causes?days=9999", "tickets/report/causes?host=x", "problems/recurring?by=nothing", $"tickets/{number}/report?zone=../etc" })
        {
            using var answer = await program.GetAsync("api/v1/" + wrong);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{wrong}: {answer.StatusCode}");
        }
    }

    /// <summary>A ticket with a problem and evidence whose texts are hostile.</summary>
    internal static async Task<int> StageAsync(TestApplication application)
    {
        using var agent = await TestAgent.CreateAsync(application);
        await using var db = await TestAgent.OpenAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var ticket = new Ticket { Title = $"{agent.Host.Name}: {Hostile}", HostId = agent.Host.Id, CreatedAt = now.AddMinutes(-20), UpdatedAt = now };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync();
        var problem = await CauseStage.NewAsync(db, agent.Host.Id, Severity.Critical, now.AddMinutes(-20));
        (problem.TicketId, problem.EndedAt, problem.Phase) = (ticket.Id, now, ProblemPhase.Ended);
        db.Problems.Add(problem);
        await db.SaveChangesAsync();
        var facts = PackFactsOf.Text(Hostile + " password=hunter2secret9", series: 6);
        var (pack, content) = new PackBuilder(LogMasks.BuiltIn).Build(facts with { Ticket = facts.Ticket with { Number = ticket.Number }, IsWhole = true });
        db.EvidencePacks.Add(new StoredPack
        {
            TicketId = ticket.Id, ProblemId = problem.Id, HostId = agent.Host.Id, State = PackState.Complete, OnsetAt = now, CompleteAt = now, RequestedAt = now, FrozenAt = now, CompletedAt = now,
            Content = content, Size = content.Length, Version = pack.Version, Holds = PackHolds.Of(pack),
        });
        await db.SaveChangesAsync();
        return ticket.Number;
    }

    private async Task<HttpClient> ProgramAsync(string role, params string[] scopes)
    {
        var user = await application.CreateUserAsync(role);
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(user.Name, scopes, TimeSpan.FromDays(1), CancellationToken.None));
        return client;
    }
}
