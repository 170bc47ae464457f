using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics.Topology;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Metrics.Topology;

[Collection(Suite.Name)]
public sealed class TopologyApiTests(TestApplication application)
{
    [Fact]
    public async Task A_program_looks_at_what_a_file_would_change_takes_it_and_reads_it_back()
    {
        using var child = await TestAgent.CreateAsync(application);
        using var parent = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync(Roles.Lead, [TokenScopes.Read, TokenScopes.RulesWrite]);
        var run = Guid.NewGuid().ToString("N")[..8];
        var yaml = $"monitor-topology: 1\nhosts:\n  - host: {child.Host.Key}\n    behind: [{parent.Host.Key}, gone-{run}]\nservices:\n  - service: api-{run}\n    runs-on: [{child.Host.Key}]\n";
        var shown = await AnswerAsync(await program.PutAsync("api/v1/topology?preview=true", new StringContent(yaml, Encoding.UTF8, "application/yaml")));
        Assert.Equal((false, 3, 4), (shown.GetProperty("applied").GetBoolean(), shown.GetProperty("changes").GetArrayLength(), shown.GetProperty("unknownHosts")[0].GetProperty("line").GetInt32()));
        Assert.DoesNotContain($"api-{run}", await program.GetStringAsync("api/v1/topology"), StringComparison.Ordinal);

        var taken = await AnswerAsync(await program.PutAsync("api/v1/topology", new StringContent(yaml, Encoding.UTF8, "application/yaml")));
        Assert.Equal("added", taken.GetProperty("changes")[0].GetProperty("act").GetString());
        Assert.Contains($"service: \"api-{run}\"", await program.GetStringAsync("api/v1/topology"), StringComparison.Ordinal);
        Assert.Equal(0, (await AnswerAsync(await program.PutAsync("api/v1/topology", new StringContent(yaml)))).GetProperty("changes").GetArrayLength());

        using var circle = await program.PutAsync("api/v1/topology", new StringContent($"monitor-topology: 1\nhosts:\n  - host: {parent.Host.Key}\n    behind: [{child.Host.Key}]\n"));
        Assert.Equal(HttpStatusCode.BadRequest, circle.StatusCode);
        Assert.Contains("Line 4: the hosts would stand behind each other in a circle", await circle.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var large = await program.PutAsync("api/v1/topology", new ByteArrayContent(new byte[300 * 1024]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var reader = await ProgramAsync(Roles.Lead, [TokenScopes.Read]);
        using var refused = await reader.PutAsync("api/v1/topology", new StringContent(yaml));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Attack_15_Other_ends_that_an_agent_reports_are_kept_for_its_own_host_and_what_is_none_is_counted()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));
        WirePeer Peer(string direction, string address, int port, string process = "x", int count = 1) => new(direction, address, port, process, count);
        var answer = await agent.StoreAsync(TestAgent.Batch(0, now, schema, (now, [1])) with
        {
            Peers =
            [
                Peer("out", "10.1.2.3", 5432, "<img src=x>"), Peer("out", "::ffff:10.1.2.3", 5432, "twice"), Peer("in", "fd00::5", 443, "", int.MaxValue), Peer("sideways", "10.1.2.3", 1),
                Peer("out", "evil.example", 1), Peer("out", "10.1.2.3", 0), Peer("out", "10.1.2.3", 65536), Peer("out", "10.1.2.3", 1, new string('x', 65)), Peer("out", "10.1.2.3", 1, "x", -1),
                Peer("out", "10.1.2.3\0", 1),
                .. Enumerable.Range(0, 200).Select(i => Peer("out", $"10.2.0.{i}", 80)),
            ],
        });
        Assert.Equal((7, 2), (answer.Rejected.Single(r => r.Reason == "peer_invalid").Count, answer.Rejected.Single(r => r.Reason == "too_many_peers").Count));
        await using var db = application.Database.CreateDb();
        Assert.Equal(200, await db.TcpPeers.CountAsync(p => p.HostId == agent.Host.Id));
        var kept = await db.TcpPeers.SingleAsync(p => p.HostId == agent.Host.Id && p.Address == "10.1.2.3");
        Assert.Equal((PeerDirection.Out, 5432, "<img src=x>"), (kept.Direction, kept.Port, kept.Process));
        foreach (var odd in new[] { "null", "[]", "[{}]" })
        {
            await TestAgent.AnswerAsync(await agent.PostAsync($"{{\"v\":1,\"seq\":1,\"sent\":{now.ToUnixTimeMilliseconds()},\"count\":0,\"ticks\":[],\"peers\":{odd}}}"));
        }

        foreach (var odd in new[] { "7", "{}", "[7]" })
        {
            using var broken = await agent.PostAsync($"{{\"v\":1,\"seq\":2,\"sent\":{now.ToUnixTimeMilliseconds()},\"count\":0,\"ticks\":[],\"peers\":{odd}}}");
            Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        }
    }

    private async Task<HttpClient> ProgramAsync(string role, string[] scopes)
    {
        var user = await application.CreateUserAsync(role);
        var token = await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(user.Name, scopes, TimeSpan.FromDays(1), CancellationToken.None);
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<JsonElement> AnswerAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
            return await response.Content.ReadFromJsonAsync<JsonElement>();
        }
    }
}
