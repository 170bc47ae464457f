using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Problems.Rules;

namespace Monitor.Tests.Detection.Desk;

/// <summary>Anomalies for programs, as they answer over HTTP.</summary>
[Collection(Suite.Name)]
public sealed class AnomaliesApiTests(TestApplication application)
{
    private sealed record Stock(int GroupId, int HostId, long FirstId, long SecondId);

    /// <summary>A host in a group of its own with two anomalies that are over: nothing looks at these any more.</summary>
    private async Task<Stock> StockAsync()
    {
        await using var db = application.Database.CreateDb();
        var group = new HostGroup { Name = $"anomalies {Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var host = new Host { Key = Guid.NewGuid(), Name = $"odd-{Guid.NewGuid():N}", GroupId = group.Id, CreatedAt = TimeProvider.System.GetUtcNow() };
        db.Hosts.Add(host);
        await db.SaveChangesAsync();
        var now = TimeProvider.System.GetUtcNow();
        var two = new[] { 2, 1 }.Select(hours => new Anomaly
        {
            Subject = AnomalySubject.Host, HostId = host.Id, Detector = "host", Kind = AnomalyKind.Spike, Metric = "cpu.used_percent", BeganAt = now.AddHours(-hours), EndedAt = now.AddHours(-hours / 2.0),
            FoundAt = now, Evidence = 6, Score = 0.6, Value = 97, Expected = 20, Low = 10, High = 30, Sentence = "Unusual behaviour: CPU usage 97 %", Hold = AnomalyHold.KnownPattern,
            Parts = [new AnomalyPart(null, "cpu.used_percent", "", 0.8, 97, 20, 10, 30)],
        }).ToList();
        foreach (var one in two)
        {
            db.Anomalies.Add(one);
            await db.SaveChangesAsync();
        }

        return new Stock(group.Id, host.Id, two[0].Id, two[1].Id);
    }

    [Fact]
    public async Task Anomalies_come_page_by_page_and_one_by_its_id()
    {
        var stock = await StockAsync();
        using var client = await application.SignInAsAsync(Roles.Viewer);
        var page = await client.GetFromJsonAsync<JsonElement>($"api/v1/anomalies?host={stock.HostId}&group={stock.GroupId}&subject=host&held=true&limit=1");
        var item = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal((stock.SecondId, "host", "spike", "known-pattern"),
            (item.GetProperty("id").GetInt64(), item.GetProperty("subject").GetString(), item.GetProperty("kind").GetString(), item.GetProperty("hold").GetString()));
        Assert.Equal(0.8, item.GetProperty("parts")[0].GetProperty("share").GetDouble());
        var next = await client.GetFromJsonAsync<JsonElement>($"api/v1/anomalies?host={stock.HostId}&limit=1&after={page.GetProperty("next").GetString()}");
        Assert.Equal(stock.FirstId, next.GetProperty("items")[0].GetProperty("id").GetInt64());
        Assert.Equal(JsonValueKind.Null, next.GetProperty("next").ValueKind);
        var one = await client.GetFromJsonAsync<JsonElement>($"api/v1/anomalies/{stock.FirstId}");
        Assert.Equal("Unusual behaviour: CPU usage 97 %", one.GetProperty("sentence").GetString());
    }

    [Fact]
    public async Task A_program_labels_an_anomaly_and_takes_it_back_and_a_wrong_word_is_refused()
    {
        var stock = await StockAsync();
        using var program = application.CreateClient();
        var user = await application.CreateUserAsync(Roles.Technician);
        program.DefaultRequestHeaders.Authorization = new("Bearer", await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(
            user.Name, [TokenScopes.Read, TokenScopes.TicketsWrite], TimeSpan.FromDays(1), CancellationToken.None));
        foreach (var (label, expected) in new[] { ("normal-here", "normal-here"), ("normal-here", "normal-here"), ("real", "real"), (null, null) })
        {
            using var said = await program.PutAsJsonAsync($"api/v1/anomalies/{stock.FirstId}/label", new { label });
            Assert.Equal(HttpStatusCode.NoContent, said.StatusCode);
            Assert.Equal(expected, (await program.GetFromJsonAsync<JsonElement>($"api/v1/anomalies/{stock.FirstId}")).GetProperty("label").GetString());
        }

        using var wrong = await program.PutAsJsonAsync($"api/v1/anomalies/{stock.FirstId}/label", new { label = "usual" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        await using var db = application.Database.CreateDb();
        Assert.Equal(3, await db.Audit.CountAsync(a => a.Act == "anomaly.labelled" && a.SubjectId == $"{stock.FirstId}"));
    }

    [Fact]
    public async Task Attack_24_Anomalies_of_others_are_not_there()
    {
        var (theirs, mine) = (await StockAsync(), await StockAsync());
        using var client = await application.SignInAsync(await application.CreateUserAsync(Roles.Lead, groups: [mine.GroupId]));
        foreach (var path in new[] { "/{0}", "?host={1}", "?group={2}" })
        {
            using var own = await client.GetAsync("api/v1/anomalies" + string.Format(null, path, mine.FirstId, mine.HostId, mine.GroupId));
            using var foreign = await client.GetAsync("api/v1/anomalies" + string.Format(null, path, theirs.FirstId, theirs.HostId, theirs.GroupId));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (own.StatusCode, foreign.StatusCode));
        }

        var listed = (await client.GetFromJsonAsync<JsonElement>("api/v1/anomalies?limit=500")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("hostId").GetInt32()).Distinct();
        Assert.Equal([mine.HostId], listed);
    }

    [Theory]
    [InlineData("?from=2016-01-01T00:00:00Z&to=2026-01-01T00:00:00Z")]
    [InlineData("?from=0001-01-01T00:00:00Z")]
    [InlineData("?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")]
    [InlineData("?limit=501")]
    [InlineData("?after=x")]
    [InlineData("?subject=7")]
    [InlineData("?label=perhaps")]
    [InlineData("?metric=a%00b")]
    public async Task Attack_45_A_question_without_bounds_is_refused_before_anything_is_read(string path)
    {
        using var client = await application.SignInAsAsync(Roles.Viewer);
        using var answer = await client.GetAsync("api/v1/anomalies" + path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var subjects = Enum.GetValues<AnomalySubject>().Select(RuleWords.Choice);
        Assert.True(!path.StartsWith("?subject", StringComparison.Ordinal) || subjects.All((await answer.Content.ReadAsStringAsync()).Contains), "Each subject there is is named.");
    }
}
