using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.People;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Metrics;
using Monitor.Web.Store;

namespace Monitor.Tests.Metrics;

public sealed class LiveTests(ClockedApplication clocked) : IClassFixture<ClockedApplication>
{
    private TestApplication Application => clocked.Application;

    [Fact]
    public async Task New_points_of_the_series_asked_for_arrive_once_and_in_order()
    {
        using var agent = await TestAgent.CreateAsync(Application);
        var now = clocked.Clock.GetUtcNow();
        var schema = TestAgent.Schema(TestAgent.Series("a"), TestAgent.Series("b"), TestAgent.Series("c"));
        await agent.StoreAsync(TestAgent.Batch(0, now, schema, (now.AddSeconds(-10), [0, 0, 0])));
        var (a, c) = (IdOf(agent, "a"), IdOf(agent, "c"));
        using var client = await LiveClient.ConnectAsync(Application, $"series={c},{a},{c}", await BearerAsync(await Application.CreateUserAsync(Roles.Viewer)));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, client.Status);
        var received = new Dictionary<int, List<(DateTimeOffset, double)>> { [a] = [], [c] = [] };
        for (var batch = 1; batch <= 5; batch++)
        {
            // The same batch twice, the ticks of each in the wrong order; `c` is missing now and then.
            var start = now.AddSeconds(batch * 4);
            var sent = TestAgent.Batch(batch, now, schema, (start.AddSeconds(2), [batch + 0.5, 1, null]), (start, [batch, 1, -batch]));
            await agent.StoreAsync(sent);
            await agent.StoreAsync(sent);
        }

        while (received.Values.Sum(r => r.Count) < 15)
        {
            var message = (await client.NextAsync())!.Value;
            received[message.GetProperty("series").GetInt32()].AddRange(message.GetProperty("points").EnumerateArray().Select(p => (p[0].GetDateTimeOffset(), p[1].GetDouble())));
        }

        var milliseconds = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        Assert.Equal(Enumerable.Range(1, 5).SelectMany(b => new[] { (milliseconds.AddSeconds(b * 4), (double)b), (milliseconds.AddSeconds((b * 4) + 2), b + 0.5) }), received[a]);
        Assert.Equal(Enumerable.Range(1, 5).Select(b => (milliseconds.AddSeconds(b * 4), (double)-b)), received[c]);
    }

    [Fact]
    public async Task A_slow_client_loses_the_oldest_points_and_is_told_how_many()
    {
        using var agent = await TestAgent.CreateAsync(Application);
        var now = clocked.Clock.GetUtcNow();
        await agent.StoreAsync(TestAgent.Batch(0, now, TestAgent.Schema(TestAgent.Series("a")), (now, [-1])));
        var series = StoredRows.Catalog(Application).SeriesOf(agent.Host.Id)[0];
        using var client = await LiveClient.ConnectAsync(Application, $"series={series.Id}", await BearerAsync(await Application.CreateUserAsync(Roles.Viewer)));
        const int Commits = 3000;
        const int Ticks = 300;
        var feed = Application.Services.GetRequiredService<CommitFeed>();
        for (var commit = 0; commit < Commits; commit++)
        {
            feed.Publish([.. Enumerable.Range(commit * Ticks, Ticks).Select(i => new CommittedTick(agent.Host.Id, series.StreamId, now.AddSeconds(i), now, [i]))]);
        }

        var (received, skipped, last) = (0L, 0L, -1.0);
        while (received + skipped < Commits * Ticks)
        {
            var message = (await client.NextAsync())!.Value;
            if (message.TryGetProperty("skipped", out var lost))
            {
                skipped += lost.GetInt64();
                continue;
            }

            foreach (var point in message.GetProperty("points").EnumerateArray())
            {
                Assert.True(point[1].GetDouble() > last, "In order, and none twice.");
                last = point[1].GetDouble();
                received++;
            }
        }

        Assert.Equal(Commits * Ticks, received + skipped);
        Assert.Equal((Commits * Ticks) - 1, last);
        Assert.True(skipped > 0 && received > 0, $"{received} received, {skipped} skipped");
    }

    [Theory]
    [InlineData("the token is revoked")]
    [InlineData("the person is disabled")]
    [InlineData("the host is out of scope")]
    [InlineData("the session is ended")]
    public async Task Attack_30_A_live_connection_ends_within_half_a_minute_when(string happens)
    {
        using var agent = await TestAgent.CreateAsync(Application);
        var now = clocked.Clock.GetUtcNow();
        var schema = TestAgent.Schema(TestAgent.Series("a"));
        await agent.StoreAsync(TestAgent.Batch(0, now, schema, (now, [0])));
        var groups = Application.Services.GetRequiredService<GroupDesk>();
        var registry = Application.Services.GetRequiredService<HostRegistry>();
        var group = await groups.CreateAsync(Actor.System, HostGroup.FleetId, $"live {agent.Host.Id}", default);
        await registry.MoveAsync(Actor.System, agent.Host.Id, group.Id, default);
        var user = await Application.CreateUserAsync(Roles.Viewer, [group.Id]);
        var token = await clocked.TokenAsync(user);
        var header = happens.Contains("session", StringComparison.Ordinal) ? ("Cookie", await CookieAsync(user)) : ("Authorization", "Bearer " + token);
        using var client = await LiveClient.ConnectAsync(Application, $"series={IdOf(agent, "a")}", header);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, client.Status);
        for (var i = 1; i <= 3; i++)
        {
            clocked.Clock.Advance(TimeSpan.FromSeconds(31));
            now = clocked.Clock.GetUtcNow();
            await agent.StoreAsync(TestAgent.Batch(i, now, schema, (now, [i])));
            Assert.Equal(i, (await client.NextAsync())!.Value.GetProperty("points")[0][1].GetDouble());
        }

        Assert.True(Secret.TryParse(token, Secret.ApiTokenPrefix, out var secret));
        Assert.True(happens switch
        {
            "the token is revoked" => await Application.Services.GetRequiredService<TokenDesk>().RevokeAsync(Actor.System, secret.Id, default),
            "the host is out of scope" => await MovedAsync(),
            _ => await EndedAsync(),
        });
        var next = client.NextAsync();
        await Eventually.True(() =>
        {
            clocked.Clock.Advance(TimeSpan.FromSeconds(31));
            return next.IsCompleted;
        });
        Assert.Null(await next);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
        Assert.Contains("has ended", client.CloseWords, StringComparison.Ordinal);

        async Task<bool> MovedAsync()
        {
            await registry.MoveAsync(Actor.System, agent.Host.Id, HostGroup.FleetId, default);
            return true;
        }

        async Task<bool> EndedAsync()
        {
            await Application.Services.GetRequiredService<UserDesk>().SetDisabledAsync(Actor.System, user.Id, true, default);
            return true;
        }
    }

    [Fact]
    public async Task Attack_24_Only_who_may_see_the_hosts_listens_and_others_series_do_not_exist()
    {
        using var agent = await TestAgent.CreateAsync(Application);
        using var foreign = await TestAgent.CreateAsync(Application);
        var now = clocked.Clock.GetUtcNow();
        var schema = TestAgent.Schema(TestAgent.Series("a"));
        await agent.StoreAsync(TestAgent.Batch(0, now, schema, (now, [0])));
        await foreign.StoreAsync(TestAgent.Batch(0, now, schema, (now, [0])));
        var group = await Application.Services.GetRequiredService<GroupDesk>().CreateAsync(Actor.System, HostGroup.FleetId, $"live {agent.Host.Id}", default);
        await Application.Services.GetRequiredService<HostRegistry>().MoveAsync(Actor.System, agent.Host.Id, group.Id, default);
        var viewer = await Application.CreateUserAsync(Roles.Viewer, [group.Id]);
        var admin = await Application.CreateUserAsync(Roles.Admin);
        var (own, others) = ($"series={IdOf(agent, "a")}", $"series={IdOf(agent, "a")},{IdOf(foreign, "a")}");
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(own, await BearerAsync(viewer)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(others, await BearerAsync(viewer)));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(others, await BearerAsync(admin)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("series=2147483647", await BearerAsync(admin)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(own));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(own, ("Authorization", "Bearer mkt_1_wrong")));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(own, await BearerAsync(admin, TokenScopes.TicketsWrite)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(own, await BearerAsync(await Application.CreateUserAsync(Roles.EndUser))));
        foreach (var broken in new[] { "", "series=", "series=1,x", "series=" + string.Join(',', Enumerable.Range(1, 201)) })
        {
            Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(broken, await BearerAsync(admin)));
        }

        using var plain = await Application.SignInAsync(admin);
        using var answer = await plain.GetAsync("api/v1/live?" + own);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("wss://", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attack_29_A_foreign_page_opens_no_live_connection_with_the_readers_cookie()
    {
        using var agent = await TestAgent.CreateAsync(Application);
        var now = clocked.Clock.GetUtcNow();
        await agent.StoreAsync(TestAgent.Batch(0, now, TestAgent.Schema(TestAgent.Series("a")), (now, [0])));
        var cookie = ("Cookie", await CookieAsync(await Application.CreateUserAsync(Roles.Viewer)));
        var query = $"series={IdOf(agent, "a")}";
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(query, cookie, ("Origin", Application.Address.GetLeftPart(UriPartial.Authority))));
        foreach (var origin in new[] { "https://evil.example", "null", Application.Address.GetLeftPart(UriPartial.Authority) + ".evil.example", $"http://127.0.0.1:{Application.Address.Port + 1}" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(query, cookie, ("Origin", origin)));
        }
    }

    [Fact]
    public async Task One_person_has_five_live_connections_and_a_client_that_talks_is_sent_away()
    {
        using var agent = await TestAgent.CreateAsync(Application);
        var now = clocked.Clock.GetUtcNow();
        await agent.StoreAsync(TestAgent.Batch(0, now, TestAgent.Schema(TestAgent.Series("a")), (now, [0])));
        var query = $"series={IdOf(agent, "a")}";
        var mine = await BearerAsync(await Application.CreateUserAsync(Roles.Viewer));
        var open = new List<LiveClient>();
        for (var i = 0; i < LiveClients.PerPerson; i++)
        {
            open.Add(await LiveClient.ConnectAsync(Application, query, mine));
            Assert.Equal(HttpStatusCode.SwitchingProtocols, open[i].Status);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(query, mine));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(query, await BearerAsync(await Application.CreateUserAsync(Roles.Viewer))));
        await open[0].SayAsync("hello");
        Assert.Null(await open[0].NextAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, open[0].CloseStatus);
        await Eventually.TrueAsync(async () => await StatusAsync(query, mine) == HttpStatusCode.SwitchingProtocols);
        open.ForEach(o => o.Dispose());

        // Whoever just goes away leaves no place taken behind.
        await Eventually.True(() => Application.Services.GetRequiredService<LiveClients>().Open == 0);
    }

    private async Task<HttpStatusCode> StatusAsync(string query, params (string, string)[] headers)
    {
        using var client = await LiveClient.ConnectAsync(Application, query, headers);
        return client.Status;
    }

    private async Task<(string, string)> BearerAsync(TestUser user, params string[] scopes) => ("Authorization", "Bearer " + await clocked.TokenAsync(user, scopes));

    private async Task<string> CookieAsync(TestUser user)
    {
        var cookie = await Application.SessionCookieAsync(user);
        return $"{cookie.Name}={cookie.Value}";
    }

    private int IdOf(TestAgent agent, string metric) => StoredRows.Catalog(Application).FindSeries(agent.Host.Id, metric)!.Id;
}
