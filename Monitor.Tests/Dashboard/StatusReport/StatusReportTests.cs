using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Dashboard;
using Monitor.Web.Dashboard.StatusReport;

namespace Monitor.Tests.Dashboard.StatusReport;

/// <summary>The status report out of the real database, as readers and over HTTP.</summary>
[Collection(Suite.Name)]
public sealed class StatusReportTests(TestApplication application)
{
    [Fact]
    public async Task Attack_22_24_A_technician_reads_all_of_the_own_host_and_group_and_no_name_of_a_host_of_others_in_figures_and_in_a_file_that_loads_nothing()
    {
        using var own = await StatusStage.CreateAsync(application, "own");
        using var foreign = await StatusStage.CreateAsync(application, "foreign");
        using var client = await application.SignInAsync(await application.CreateUserAsync(Roles.Technician, groups: [own.Group]));
        await Eventually.TrueAsync(async () => (await application.Services.GetRequiredService<FleetBoard>().FindAsync(Actor.System, own.HostId, default))?.Name == own.Name);

        var host = await JsonAsync(client, $"?host={own.HostId}");
        Assert.Equal($"host {own.Name}", host.GetProperty("subject").GetString());
        Assert.Equal(40, host.GetProperty("resources").GetProperty("now").GetProperty("cpuPercent").GetDouble());
        var series = host.GetProperty("forecasts").GetProperty("series").EnumerateArray().ToList();
        Assert.Equal(["CPU usage", "Memory usage", "Disk usage of /"], series.Select(s => s.GetProperty("title").GetString()));
        Assert.Equal(3, series.Select(s => s.GetProperty("seriesId").GetInt32()).Distinct().Count());
        Assert.Equal((40, 32, 48), (Number(Hour(series[0]), "value"), Number(Hour(series[0]), "low80"), Number(Hour(series[0]), "high80")));
        Assert.All(series.Skip(1), s => Assert.Equal((JsonValueKind.Null, "learning"), (Hour(s).GetProperty("value").ValueKind, Hour(s).GetProperty("missing").GetString())));
        Assert.Equal(2, host.GetProperty("forecasts").GetProperty("full").GetProperty("items").GetArrayLength());
        Assert.Equal(.85, Number(host.GetProperty("predicted").GetProperty("items")[0], "probability"));
        Assert.Equal((1, own.Ticket), (host.GetProperty("tickets").GetProperty("open").GetInt32(), host.GetProperty("tickets").GetProperty("first").GetProperty("items")[0].GetProperty("number").GetInt32()));
        var cause = Assert.Single(host.GetProperty("causes").GetProperty("found").GetProperty("items").EnumerateArray());
        Assert.Equal(("process ffmpeg", .82, "right", own.Ticket), (cause.GetProperty("cause").GetString(), Number(cause, "confidence"), cause.GetProperty("verdict").GetString(), cause.GetProperty("ticket").GetInt32()));
        var efficiency = host.GetProperty("efficiency");
        Assert.InRange(Number(efficiency, "total"), 1, 99);
        Assert.Equal(("idle", 30), (efficiency.GetProperty("parts")[0].GetProperty("word").GetString(), Number(efficiency.GetProperty("sizes").GetProperty("items")[0], "month")));
        var grades = host.GetProperty("grades");
        Assert.Equal((6, .75, 1, 1), (grades.GetProperty("forecasts").GetInt32(), Number(grades, "coverage80"), grades.GetProperty("sized").GetInt32(), grades.GetProperty("safe").GetInt32()));

        foreach (var ask in new[] { $"?host={own.HostId}", $"?group={own.Group}", "" })
        {
            var json = (await JsonAsync(client, ask)).GetRawText();
            using var answer = await client.GetAsync($"api/v1/reports/status{ask}{(ask.Length == 0 ? "?" : "&")}format=html&zone=Europe/Berlin");
            var html = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, html);
            Assert.Equal(("attachment", "text/html"), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentType!.MediaType));
            Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.DoesNotMatch("(?i)<(script|img|link|iframe|a)\\b", html);
            Assert.All([json, html], text => Assert.Contains(own.Name, text, StringComparison.Ordinal));
            Assert.All([json, html], text => Assert.DoesNotContain(foreign.Name, text, StringComparison.Ordinal));
            Assert.Contains(ask.Contains("host", StringComparison.Ordinal) ? "When it will be full" : "Limits that are expected to be crossed", html, StringComparison.Ordinal);
        }

        Assert.Equal(3, (await JsonAsync(client, $"?group={own.Group}")).GetProperty("forecasts").GetProperty("crossings").GetProperty("items").GetArrayLength());
        foreach (var ask in new[] { $"?host={foreign.HostId}", $"?group={foreign.Group}", $"?group={HostGroup.FleetId}", "?host=-1", "?group=2000000000" })
        {
            using var answer = await client.GetAsync("api/v1/reports/status" + ask);
            Assert.Equal((HttpStatusCode.NotFound, ask), (answer.StatusCode, ask));
        }
    }

    [Fact]
    public async Task Attack_45_Lists_end_and_say_how_many_more_there_are_and_a_section_without_permission_is_not_read()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        await using (var db = await TestAgent.OpenAsync(application))
        {
            db.Tickets.AddRange(Enumerable.Range(0, 30).Select(i => new Ticket { Title = $"many {i}", HostId = agent.Host.Id, Priority = i % 2 == 0 ? TicketPriority.Low : TicketPriority.Urgent, CreatedAt = now, UpdatedAt = now }));
            await db.SaveChangesAsync();
        }

        var reader = application.Services.GetRequiredService<StatusReader>();
        var ask = new StatusAsk(agent.Host.Id, null);
        var facts = (await reader.ReadAsync(Actor.System, ask, now, default))!;
        Assert.Equal((30, 20, 10), (facts.Tickets!.Open, facts.Tickets.First.Items.Count, facts.Tickets.First.More));
        Assert.Equal("Urgent", facts.Tickets.First.Items[14].Priority);
        Assert.Equal("Low", facts.Tickets.First.Items[15].Priority);
        Assert.Empty(facts.LeftOut);

        var without = (await reader.ReadAsync(Actor.System, ask, new StatusSections(false, false, false, false, false), now, default))!;
        Assert.Equal((null, null, null, null, null, null), (without.Forecasts, without.Predicted, without.Tickets, without.Causes, without.Efficiency, without.Grades));
        Assert.Equal(5, without.LeftOut.Count);
        await Assert.ThrowsAsync<AccessRefusedException>(() => reader.ReadAsync(new Actor(1, "end", Roles.EndUser, ""), ask, now, default));

        using var client = await application.SignInAsAsync(Roles.Viewer);
        foreach (var wrong in new[] { $"?host={agent.Host.Id}&group=1", "?format=pdf", "?host=x", "?zone=../etc", "?group=99999999999" })
        {
            using var answer = await client.GetAsync("api/v1/reports/status" + wrong);
            Assert.Equal((HttpStatusCode.BadRequest, wrong), (answer.StatusCode, wrong));
        }
    }

    private static async Task<JsonElement> JsonAsync(HttpClient client, string ask) => JsonElement.Parse(await client.GetStringAsync("api/v1/reports/status" + ask));

    private static JsonElement Hour(JsonElement series) => series.GetProperty("horizons").EnumerateArray().Single(h => h.GetProperty("horizon").GetString() == "60m");

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
