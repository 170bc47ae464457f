using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Tests.Efficiency.Screens;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Efficiency.Reading;

namespace Monitor.Tests.Efficiency;

/// <summary>Efficiency for programs, as it answers over HTTP.</summary>
[Collection(Suite.Name)]
public sealed class EfficiencyApiTests(TestApplication application)
{
    private async Task<(int GroupId, int HostId)> StockAsync(string name)
    {
        await SizesStage.LookedAsync(application);
        await using var db = application.Database.CreateDb();
        var group = new HostGroup { Name = $"efficiency {Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var host = new Host { Key = Guid.NewGuid(), Name = name, GroupId = group.Id, CreatedAt = TimeProvider.System.GetUtcNow() };
        db.Hosts.Add(host);
        await db.SaveChangesAsync();
        db.HostSizes.Add(new HostSize
        {
            HostId = host.Id, LookedAt = TimeProvider.System.GetUtcNow(), Month = 20, Before = "2 instead of 4 vCPUs are safe", Exceeded = 0,
            Proposals = [new SizeProposal(SizeAction.Vcpu, 4, 2, 60, 70, 20, "2 instead of 4 vCPUs are safe: the 99th percentile stays at 60 %, below 70 % for 30 days")],
        });
        await db.SaveChangesAsync();
        return (group.Id, host.Id);
    }

    private async Task<HttpClient> ProgramAsync(TestUser user, string scope)
    {
        var program = application.CreateClient();
        program.DefaultRequestHeaders.Authorization = new("Bearer", await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(
            user.Name, [TokenScopes.Read, scope], TimeSpan.FromDays(1), CancellationToken.None));
        return program;
    }

    [Fact]
    public async Task Attack_23_A_host_named_like_a_formula_is_text_in_the_file_and_numbers_stay_numbers()
    {
        var (group, host) = await StockAsync("=HYPERLINK(\"http://a\")");
        using var client = await application.SignInAsAsync(Roles.Viewer);
        var csv = await client.GetStringAsync($"api/v1/rei/sizes/export?group={group}&format=csv");
        Assert.Contains($"{host},\"'=HYPERLINK", csv);
        Assert.Contains(",4,2,60,20,EUR,", csv.Replace("4.0", "4", StringComparison.Ordinal));
        var json = await client.GetFromJsonAsync<JsonElement>($"api/v1/rei/sizes/export?group={group}&format=json");
        Assert.StartsWith("=HYPERLINK", json.GetProperty("items")[0].GetProperty("host").GetString());
        Assert.Equal((1, 1), (json.GetProperty("graded").GetInt32(), json.GetProperty("safe").GetInt32()));
        var reading = new HostEfficiency(1, "@SUM(A1)", 1, "-group", new ReiReading(62, [.. Resources.All.Select(r => new ResourceReading(r, 50, 1, 1, 1, 0, 1, 1))], 1, "62: x"), null);
        Assert.Contains("1,\"'@SUM(A1)\",\"'-group\",62,50", EfficiencyFiles.Csv(new EfficiencyView(null, null, null, [reading], false)));
    }

    [Fact]
    public async Task Proposals_come_page_by_page_room_with_what_will_be_full_and_a_group_of_others_is_not_there()
    {
        var (mine, theirs) = (await SizesStage.CreateAsync(application, "mine"), await SizesStage.CreateAsync(application, "theirs"));
        using var client = await application.SignInAsync(await application.CreateUserAsync(Roles.Viewer, groups: [mine.GroupId]));
        var first = await client.GetFromJsonAsync<JsonElement>($"api/v1/rei/sizes?group={mine.GroupId}&limit=1");
        var second = await client.GetFromJsonAsync<JsonElement>($"api/v1/rei/sizes?group={mine.GroupId}&limit=1&after={first.GetProperty("next").GetString()}");
        Assert.Equal([mine.IdleId, mine.LargeId], new[] { first, second }.Select(p => Assert.Single(p.GetProperty("items").EnumerateArray()).GetProperty("hostId").GetInt32()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);

        var room = await client.GetFromJsonAsync<JsonElement>($"api/v1/rei/capacity?group={mine.GroupId}");
        Assert.Equal((3, true), (room.GetProperty("hosts").GetInt32(), room.GetProperty("fits").GetBoolean()));
        var full = Assert.Single(room.GetProperty("full").EnumerateArray());
        Assert.Equal((mine.FillingId, mine.LargeId, 100), (full.GetProperty("seriesId").GetInt32(), full.GetProperty("hostId").GetInt32(), full.GetProperty("limit").GetDouble()));
        Assert.True(full.GetProperty("earliestAt").GetDateTimeOffset() < full.GetProperty("expectedAt").GetDateTimeOffset());
        foreach (var ask in new[] { "capacity", "sizes", "summary", "trend", "export" })
        {
            using var none = await client.GetAsync($"api/v1/rei/{ask}?group={theirs.GroupId}");
            Assert.Equal((ask, HttpStatusCode.NotFound), (ask, none.StatusCode));
        }

        using var file = JsonDocument.Parse(await client.GetStringAsync($"api/v1/rei/export?group={mine.GroupId}&window=week&format=json"));
        var items = file.RootElement.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(3, items.Count);
        Assert.All(items, i => Assert.InRange(i.GetProperty("rei").GetDouble(), 0, 100));
        Assert.Equal(5, items[0].GetProperty("resources").GetArrayLength());
    }

    [Theory]
    [InlineData("trend?days=100000")]
    [InlineData("?limit=100000")]
    [InlineData("?window=century")]
    [InlineData("sizes?limit=100000")]
    [InlineData("capacity?more=1e9")]
    [InlineData("capacity?move=1,2")]
    [InlineData("capacity?move=x&to=1")]
    [InlineData("export?format=xlsx")]
    public async Task Attack_45_What_would_cost_much_is_refused(string ask)
    {
        using var client = await application.SignInAsAsync(Roles.Viewer);
        using var answer = await client.GetAsync($"api/v1/rei/{ask}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_ticket_for_a_proposal_is_opened_once_and_not_for_a_host_of_others()
    {
        var ((group, host), (_, foreign)) = (await StockAsync($"sized-{Guid.NewGuid():N}"), await StockAsync($"sized-{Guid.NewGuid():N}"));
        using var client = await ProgramAsync(await application.CreateUserAsync(Roles.Technician, groups: [group]), TokenScopes.TicketsWrite);
        var numbers = new HashSet<int>();
        for (var i = 0; i < 2; i++)
        {
            using var opened = await client.PostAsJsonAsync($"api/v1/rei/sizes/{host}/ticket", new { });
            Assert.True(opened.IsSuccessStatusCode, await opened.Content.ReadAsStringAsync());
            numbers.Add((await opened.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("number").GetInt32());
        }

        Assert.Single(numbers);
        using var other = await client.PostAsJsonAsync($"api/v1/rei/sizes/{foreign}/ticket", new { });
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Settings_of_a_group_are_checked_kept_audited_and_guarded_against_two_editors()
    {
        var (group, _) = await StockAsync($"set-{Guid.NewGuid():N}");
        using var client = await ProgramAsync(await application.CreateUserAsync(Roles.Admin), TokenScopes.RulesWrite);
        async Task<HttpStatusCode> PutAsync(int version, EfficiencySettings settings)
        {
            using var answer = await client.PutAsJsonAsync("api/v1/rei/settings", new { groupId = group, version, settings });
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(0, EfficiencySettings.Usual with { Weights = [0, 0, 0, 0, 0] }));
        foreach (var part in new[] { "weights", "bands", "hours", "headroom", "prices" })
        {
            using var none = await client.PutAsJsonAsync("api/v1/rei/settings", new { groupId = group, version = 0, settings = new Dictionary<string, object?> { [part] = null } });
            Assert.Equal((part, HttpStatusCode.BadRequest), (part, none.StatusCode));
        }

        Assert.Equal(HttpStatusCode.NoContent, await PutAsync(0, EfficiencySettings.Usual with { Weights = [1, 2, 3, 4, 5] }));
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(0, EfficiencySettings.Usual));
        var item = (await client.GetFromJsonAsync<JsonElement>("api/v1/rei/settings")).GetProperty("items").EnumerateArray().Single(i => i.GetProperty("groupId").ValueKind == JsonValueKind.Number && i.GetProperty("groupId").GetInt32() == group);
        Assert.Equal([1, 2, 3, 4, 5], item.GetProperty("settings").GetProperty("weights").EnumerateArray().Select(w => w.GetDouble()));
        await using var db = application.Database.CreateDb();
        Assert.True(await db.Audit.AnyAsync(a => a.Act == "efficiency.changed" && a.SubjectId == $"{group}"));

        // The fleet has one row, whether it is called by its group or by none.
        using var fleet = await client.PutAsJsonAsync("api/v1/rei/settings", new { groupId = HostGroup.FleetId, version = 0, settings = EfficiencySettings.Usual });
        Assert.Equal(HttpStatusCode.NoContent, fleet.StatusCode);
        Assert.Null((await db.EfficiencySettings.SingleAsync(s => s.GroupId == null || s.GroupId == HostGroup.FleetId)).GroupId);
        using var back = await client.PutAsJsonAsync("api/v1/rei/settings", new { version = 1, settings = (EfficiencySettings?)null });
        Assert.Equal(HttpStatusCode.NoContent, back.StatusCode);
    }
}
