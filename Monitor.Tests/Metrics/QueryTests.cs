using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Metrics;

namespace Monitor.Tests.Metrics;

[Collection(Suite.Name)]
public sealed class QueryTests(TestApplication application)
{
    [Fact]
    public async Task A_curve_is_asked_for_by_host_and_metric_or_by_series_as_JSON_or_CSV()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var schema = TestAgent.Schema(TestAgent.Series("disk.used_percent", ("mount", "=cmd|' /C calc'!A0")), TestAgent.Series("=1+1"));
        await agent.StoreAsync(TestAgent.Batch(1, now, schema, (now.AddSeconds(-4), [-1.5, 1]), (now.AddSeconds(-2), [3.5, 1])));
        using var client = await application.SignInAsAsync(Roles.Viewer);
        var list = await client.GetFromJsonAsync<JsonElement>($"api/v1/series?host={agent.Host.Id}&metric=disk.used_percent");
        var id = list.GetProperty("items")[0].GetProperty("id").GetInt32();
        var byName = await client.GetFromJsonAsync<JsonElement>($"api/v1/query?host={agent.Host.Id}&metric=disk.used_percent");
        var byId = await client.GetFromJsonAsync<JsonElement>($"api/v1/query?series={id}&points=10");
        foreach (var answer in new[] { byName, byId })
        {
            var curve = answer.GetProperty("items")[0];
            Assert.Equal([-1.5, 3.5], curve.GetProperty("points").EnumerateArray().Select(p => p[1].GetDouble()));
            Assert.EndsWith("Z", curve.GetProperty("points")[0][0].GetString(), StringComparison.Ordinal);
            Assert.Equal(1, curve.GetProperty("summary").GetProperty("average").GetDouble());
        }

        var csv = await client.GetStringAsync($"api/v1/query?host={agent.Host.Id}&metric={Uri.EscapeDataString("=1+1")}&format=csv");
        Assert.Contains(",\"'=1+1\",,1\r\n", csv, StringComparison.Ordinal);
        Assert.Contains(",-1.5\r\n", await client.GetStringAsync($"api/v1/query?series={id}&format=csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attack_24_A_host_outside_the_scope_does_not_exist()
    {
        using var mine = await TestAgent.CreateAsync(application);
        using var foreign = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));
        await foreign.StoreAsync(TestAgent.Batch(1, now, schema, (now, [1])));
        var foreignSeries = StoredRows.Catalog(application).SeriesOf(foreign.Host.Id)[0].Id;
        var groups = application.Services.GetRequiredService<GroupDesk>();
        var group = await groups.CreateAsync(Actor.System, HostGroup.FleetId, $"scope {mine.Host.Id}", default);
        await application.Services.GetRequiredService<HostRegistry>().MoveAsync(Actor.System, mine.Host.Id, group.Id, default);
        using var client = await application.SignInAsync(await application.CreateUserAsync(Roles.Viewer, [group.Id]));
        var hosts = await client.GetFromJsonAsync<JsonElement>("api/v1/hosts?limit=500");
        Assert.Equal([mine.Host.Id], hosts.GetProperty("items").EnumerateArray().Select(h => h.GetProperty("id").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"api/v1/hosts/{mine.Host.Id}")).StatusCode);
        foreach (var path in new[] { $"hosts/{foreign.Host.Id}", $"query?series={foreignSeries}", $"query?host={foreign.Host.Id}&metric=cpu.used_percent", $"series?host={foreign.Host.Id}", "query?series=2147483647", "hosts/2147483647" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("api/v1/" + path)).StatusCode);
        }
    }

    [Fact]
    public async Task An_EndUser_and_nobody_at_all_read_no_hosts()
    {
        using var nobody = application.CreateClient();
        using var endUser = await application.SignInAsAsync(Roles.EndUser);
        foreach (var path in new[] { "hosts", "hosts/1", "groups", "series?host=1", "query?host=1&metric=x" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("api/v1/" + path)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await endUser.GetAsync("api/v1/" + path)).StatusCode);
        }
    }

    [Theory]
    [InlineData("hosts?limit=501")]
    [InlineData("hosts?limit=0")]
    [InlineData("query")]
    [InlineData("query?series=1,x")]
    [InlineData("query?host=1&metric=x&points=601")]
    [InlineData("query?host=1&metric=x&format=xml")]
    [InlineData("query?host=1&metric=x&from=yesterday")]
    [InlineData("query?host=1&metric=x&from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z")]
    [InlineData("query?host=1&metric=x&from=2016-01-01T00:00:00Z&to=2026-01-01T00:00:00Z")]
    public async Task A_request_without_bounds_is_refused_with_what_to_do(string path)
    {
        using var client = await application.SignInAdminAsync();
        using var response = await client.GetAsync("api/v1/" + path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_list_is_read_page_by_page()
    {
        var ids = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            using var agent = await TestAgent.CreateAsync(application);
            ids.Add(agent.Host.Id);
        }

        using var client = await application.SignInAdminAsync();
        var seen = new List<int>();
        var after = "0";
        while (after is not null)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"api/v1/hosts?limit=2&after={after}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(h => h.GetProperty("id").GetInt32()));
            after = page.GetProperty("next").GetString();
        }

        Assert.Equal(seen.Distinct().Order(), seen);
        Assert.Superset(ids.ToHashSet(), seen.ToHashSet());
    }

    [Fact]
    public async Task Groups_form_a_tree_that_keeps_its_root_and_has_no_circle()
    {
        var desk = application.Services.GetRequiredService<GroupDesk>();
        var name = Guid.NewGuid().ToString();
        var parent = await desk.CreateAsync(Actor.System, HostGroup.FleetId, name, default);
        var child = await desk.CreateAsync(Actor.System, parent.Id, "child", default);
        Assert.Equal(HostResult.Conflict, (await desk.CreateAsync(Actor.System, HostGroup.FleetId, name, default)).Result);
        Assert.Equal(HostResult.Invalid, (await desk.MoveAsync(Actor.System, parent.Id, child.Id, default)).Result);
        Assert.Equal(HostResult.Invalid, (await desk.DeleteAsync(Actor.System, HostGroup.FleetId, default)).Result);
        Assert.Equal(HostResult.Conflict, (await desk.DeleteAsync(Actor.System, parent.Id, default)).Result);

        // Who still holds a token of the group brings the host to where the others went.
        var token = await application.Services.GetRequiredService<EnrolmentDesk>().CreateTokenAsync(Actor.System, child.Id, default);
        Assert.True((await desk.DeleteAsync(Actor.System, child.Id, default)).IsDone);
        await using var db = await TestAgent.OpenAsync(application);
        Assert.Equal(parent.Id, (await db.EnrolmentTokens.SingleAsync(t => t.Id == token.Id)).GroupId);
        await db.EnrolmentTokens.Where(t => t.Id == token.Id).ExecuteDeleteAsync();
        Assert.True((await desk.DeleteAsync(Actor.System, parent.Id, default)).IsDone);
    }
}
