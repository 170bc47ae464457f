using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Metrics;

namespace Monitor.Tests.Metrics;

[Collection(Suite.Name)]
public sealed class EnrolmentTests(TestApplication application)
{
    private static readonly WireSchema Schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));

    private EnrolmentDesk Desk => application.Services.GetRequiredService<EnrolmentDesk>();

    [Fact]
    public async Task An_agent_with_a_token_becomes_a_host_with_a_key_that_works_and_an_audit_row()
    {
        var token = await TokenAsync();
        var answer = await ReadAsync(await PostAsync(token.Secret!, "web-01 <b>", new WireInventory("Debian", "6.1", "CPU", 4, 1 << 30, ["10.0.0.1"], "0.1")));
        Assert.Equal("web-01 <b>", answer.Name);
        await using var db = await TestAgent.OpenAsync(application);
        var host = await db.Hosts.SingleAsync(h => h.Id == answer.HostId);
        Assert.Equal((answer.HostKey, HostGroup.FleetId), (host.Key, host.GroupId));
        Assert.Equal("Debian", (await db.HostInventories.SingleAsync(i => i.HostId == host.Id)).OperatingSystem);
        Assert.Contains(db.Audit.AsEnumerable(), a => a.Act == "host.enrolled" && a.SubjectId == $"{host.Id}" && !a.After!.Contains(answer.AgentKey[8..], StringComparison.Ordinal));
        using var agent = new TestAgent(application, new EnrolledHost(host, 0, answer.AgentKey));
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(1, (await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now, [1])))).Accepted);
    }

    [Fact]
    public async Task Attack_24_Who_sees_a_part_of_the_fleet_puts_hosts_into_that_part_alone()
    {
        using var agent = await TestAgent.CreateAsync(application);
        await using var db = await TestAgent.OpenAsync(application);
        var (own, below, foreign) = (Group("own"), Group("below"), Group("foreign"));
        db.HostGroups.AddRange(own, foreign);
        await db.SaveChangesAsync();
        below.ParentId = own.Id;
        db.HostGroups.Add(below);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == agent.Host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, own.Id));
        var limited = new Actor(1, "limited", Roles.Admin, "127.0.0.1") { GroupIds = [own.Id] };
        var (hosts, tokens) = (application.Services.GetRequiredService<HostRegistry>(), application.Services.GetRequiredService<EnrolmentDesk>());
        foreach (var group in new[] { foreign.Id, HostGroup.FleetId })
        {
            Assert.Equal(HostResult.Invalid, (await hosts.MoveAsync(limited, agent.Host.Id, group, default)).Result);
            Assert.Equal(HostResult.Invalid, (await tokens.CreateTokenAsync(limited, group, default)).Result);
        }

        Assert.True((await hosts.MoveAsync(limited, agent.Host.Id, below.Id, default)).IsDone);
        Assert.Equal(below.Id, (await db.Hosts.AsNoTracking().SingleAsync(h => h.Id == agent.Host.Id)).GroupId);

        static HostGroup Group(string name) => new() { Name = $"{name}-{Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
    }

    [Fact]
    public async Task Attack_32_An_enrolment_token_works_once_even_for_ten_at_the_same_time()
    {
        var token = await TokenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => PostAsync(token.Secret!, $"twin-{token.Id}-{i}")));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(9, answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized));
        await using var db = await TestAgent.OpenAsync(application);
        Assert.Single(await db.Hosts.Where(h => h.Name.StartsWith($"twin-{token.Id}-")).ToListAsync());
    }

    [Fact]
    public async Task Attack_32_An_expired_or_altered_token_is_refused_and_only_its_hash_is_stored()
    {
        var token = await TokenAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(token.Secret![..^1] + (token.Secret[^1] == 'A' ? 'B' : 'A'), "x")).StatusCode);
        await using var db = await TestAgent.OpenAsync(application);
        var row = await db.EnrolmentTokens.SingleAsync(t => t.Id == token.Id);
        Assert.Equal(32, row.SecretHash.Length);
        row.ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        await db.SaveChangesAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(token.Secret, "x")).StatusCode);
    }

    [Fact]
    public async Task Fault_09_Two_new_keys_one_after_the_other_leave_the_one_in_use_its_day()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var desk = application.Services.GetRequiredService<AgentKeyDesk>();
        var first = await desk.IssueAsync(Actor.System, agent.Host.Id, default);
        var second = await desk.IssueAsync(Actor.System, agent.Host.Id, default);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (place, key) in new[] { agent.Key, first.Secret!, second.Secret! }.Index())
        {
            agent.Key = key;
            Assert.Equal(1, (await agent.StoreAsync(TestAgent.Batch(place, now, Schema, (now.AddSeconds(place), [1])))).Accepted);
        }

        await using var db = await TestAgent.OpenAsync(application);
        var ends = await db.AgentKeys.Where(k => k.HostId == agent.Host.Id).OrderBy(k => k.Id).Select(k => k.RevokedAt).ToListAsync();
        Assert.Equal(3, ends.Count);
        Assert.All(ends[..2], e => Assert.InRange(e!.Value, now.AddHours(23), now.AddHours(25)));
        Assert.Null(ends[2]);
    }

    [Fact]
    public async Task Fault_09_While_a_key_is_rotated_both_work_and_a_revoked_one_ends_at_once()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/agents/key");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", agent.Key);
        using var response = await agent.Client.SendAsync(request);
        var renewed = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("agentKey").GetString()!;
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(1, (await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now, [1])))).Accepted);
        var old = agent.Key;
        agent.Key = renewed;
        Assert.Equal(1, (await agent.StoreAsync(TestAgent.Batch(2, now, Schema, (now.AddSeconds(1), [1])))).Accepted);

        var revoked = await application.Services.GetRequiredService<AgentKeyDesk>().RevokeAsync(Actor.System, agent.KeyId, default);
        Assert.True(revoked.IsDone);
        agent.Key = old;
        Assert.Equal(HttpStatusCode.Unauthorized, (await agent.PostAsync(TestAgent.Batch(3, now, Schema, (now.AddSeconds(2), [1])))).StatusCode);
        agent.Key = renewed;
        Assert.Equal(HttpStatusCode.OK, (await agent.PostAsync(TestAgent.Batch(3, now, Schema, (now.AddSeconds(2), [1])))).StatusCode);
    }

    [Fact]
    public async Task Attack_32_An_agent_that_asks_for_keys_without_end_is_given_ten_a_day_and_keeps_the_one_that_it_uses()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var status = HttpStatusCode.OK;
        for (var i = 0; i <= AgentKeyDesk.MostADay && status == HttpStatusCode.OK; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/agents/key") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", agent.Key) } };
            using var answer = await agent.Client.SendAsync(request);
            status = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        await using var db = await TestAgent.OpenAsync(application);
        Assert.InRange(await db.AgentKeys.CountAsync(k => k.HostId == agent.Host.Id), AgentKeyDesk.MostADay, AgentKeyDesk.MostADay + 1);
        Assert.Equal(HttpStatusCode.OK, (await agent.PostAsync(TestAgent.Batch(1, TimeProvider.System.GetUtcNow(), Schema, (TimeProvider.System.GetUtcNow(), [1])))).StatusCode);
    }

    [Fact]
    public async Task A_retired_host_keeps_its_history_and_its_key_ends_at_once()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now, [1])));
        Assert.True((await application.Services.GetRequiredService<HostRegistry>().RetireAsync(Actor.System, agent.Host.Id, default)).IsDone);
        Assert.Equal(HttpStatusCode.Unauthorized, (await agent.PostAsync(TestAgent.Batch(2, now, Schema, (now.AddSeconds(1), [1])))).StatusCode);
        Assert.Single(await StoredRows.TicksAsync(application, agent.Host.Id));
    }

    [Fact]
    public async Task Who_may_not_manage_hosts_makes_no_token_and_changes_nothing()
    {
        var viewer = new Actor(1, "viewer", Monitor.Domain.Access.Roles.Technician, "");
        using var agent = await TestAgent.CreateAsync(application);
        var registry = application.Services.GetRequiredService<HostRegistry>();
        Assert.Equal(HostResult.Refused, (await Desk.CreateTokenAsync(viewer, HostGroup.FleetId, default)).Result);
        Assert.Equal(HostResult.Refused, (await registry.RenameAsync(viewer, agent.Host.Id, "mine", default)).Result);
        Assert.Equal(HostResult.Refused, (await registry.RetireAsync(viewer, agent.Host.Id, default)).Result);
    }

    [Fact]
    public async Task The_script_and_the_agent_are_served_to_everybody_and_nothing_beside_them()
    {
        using var client = application.CreateClient();
        var script = await client.GetStringAsync("install.sh");
        Assert.StartsWith("#!/bin/sh\n", script, StringComparison.Ordinal);
        Assert.EndsWith("main \"$@\"\n", script, StringComparison.Ordinal);
        foreach (var path in new[] { "agent/..%2f..%2fetc", "agent/LINUX-X64", "agent/linux-x64%00", "agent/no-such", "agent/linux-x64%2f..", "agent/no-such/sha256" })
        {
            // An address with NUL in it is refused by the server before any of this.
            Assert.Contains((await client.GetAsync(path)).StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
        }
    }

    private Task<HostOutcome> TokenAsync() => Desk.CreateTokenAsync(Actor.System, HostGroup.FleetId, default);

    private async Task<HttpResponseMessage> PostAsync(string token, string name, WireInventory? inventory = null)
    {
        using var client = application.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/agents/enroll")
        {
            Content = JsonContent.Create(new EnrolRequest(name, inventory), WireJson.Default.EnrolRequest),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.SendAsync(request);
    }

    private static async Task<EnrolAnswer> ReadAsync(HttpResponseMessage response) =>
        JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(), WireJson.Default.EnrolAnswer)!;
}
