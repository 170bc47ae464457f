using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.People;
using Monitor.Web.Access.Sessions;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class CircuitDoorTests(TestApplication application)
{
    private async Task<(ClientWebSocket? Socket, HttpStatusCode Status)> OpenAsync(TestUser? user, string? origin, TestApplication? other = null)
    {
        var target = other ?? application;
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (user is not null)
        {
            var cookie = await target.SessionCookieAsync(user);
            socket.Options.SetRequestHeader("Cookie", $"{cookie.Name}={cookie.Value}");
        }

        return await ConnectAsync(target, socket, origin);
    }

    private static async Task<(ClientWebSocket? Socket, HttpStatusCode Status)> ConnectAsync(TestApplication target, ClientWebSocket socket, string? origin)
    {
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            await socket.ConnectAsync(new UriBuilder(target.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, CancellationToken.None);
            return (socket, HttpStatusCode.SwitchingProtocols);
        }
        catch (WebSocketException)
        {
            socket.Dispose();
            return (null, socket.HttpStatusCode);
        }
    }

    private string Own => application.Address.GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task Attack_29_A_page_of_another_site_opens_no_circuit()
    {
        var user = await application.CreateUserAsync(Roles.Viewer);
        var own = await OpenAsync(user, Own);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, own.Status);
        own.Socket!.Dispose();
        foreach (var origin in new[] { "https://evil.example", Own.Replace("http:", "https:", StringComparison.Ordinal), Own + ".evil.example", "http://127.0.0.1:1", "null", "" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await OpenAsync(user, origin)).Status);
        }

        using var client = await application.SignInAsync(user);
        using var negotiate = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        negotiate.Headers.Add("Origin", "https://evil.example");
        using var refused = await client.SendAsync(negotiate);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Attack_49_A_stranger_opens_no_circuit_and_a_person_ten()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await OpenAsync(null, Own)).Status);
        var user = await application.CreateUserAsync(Roles.Viewer);
        var cookie = await application.SessionCookieAsync(user);
        var open = new List<ClientWebSocket>();
        try
        {
            for (var i = 0; i < 100; i++)
            {
                var socket = new ClientWebSocket();
                socket.Options.CollectHttpResponseDetails = true;
                socket.Options.SetRequestHeader("Cookie", $"{cookie.Name}={cookie.Value}");
                var (opened, status) = await ConnectAsync(application, socket, Own);
                if (opened is not null)
                {
                    open.Add(opened);
                }
                else
                {
                    Assert.Equal(HttpStatusCode.TooManyRequests, status);
                }
            }

            Assert.Equal(10, open.Count);
            Assert.Equal(HttpStatusCode.SwitchingProtocols, (await OpenAsync(await application.CreateUserAsync(Roles.Viewer), Own)).Status);
        }
        finally
        {
            open.ForEach(s => s.Dispose());
        }

        await Eventually.TrueAsync(async () =>
        {
            var (socket, status) = await OpenAsync(user, Own);
            socket?.Dispose();
            return status == HttpStatusCode.SwitchingProtocols;
        });
    }

    [Fact]
    public async Task Attack_49_A_node_holds_only_so_many_circuits_of_all_people()
    {
        var small = new TestApplication(null, ("Access:CircuitsPerNode", "3"));
        await small.InitializeAsync();
        try
        {
            var origin = small.Address.GetLeftPart(UriPartial.Authority);
            var opened = new List<(ClientWebSocket? Socket, HttpStatusCode Status)>();
            for (var i = 0; i < 5; i++)
            {
                opened.Add(await OpenAsync(await small.CreateUserAsync(Roles.Viewer), origin, small));
            }

            Assert.Equal(3, opened.Count(s => s.Status == HttpStatusCode.SwitchingProtocols));
            Assert.Equal(2, opened.Count(s => s.Status == HttpStatusCode.TooManyRequests));
            opened.ForEach(s => s.Socket?.Dispose());
        }
        finally
        {
            await small.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_connection_that_is_just_ending_neither_refuses_the_next_one_nor_keeps_stale_ones_open()
    {
        var user = await application.CreateUserAsync(Roles.Viewer);
        var door = application.Services.GetRequiredService<CircuitDoor>();
        var (ending, next) = (Request(user, out var endingLife), Request(user, out var nextLife));
        var isLet = false;
        await door.PassAsync(ending, async _ =>
        {
            // The server takes the context of a request back before the door has let go of it.
            ending.Uninitialize();
            await door.PassAsync(next, _ =>
            {
                isLet = true;
                return Task.CompletedTask;
            });
            await door.CutStaleAsync(CancellationToken.None);
        });
        Assert.True(isLet);
        Assert.Equal((true, false), (endingLife.IsCut, nextLife.IsCut));
    }

    private sealed class Life : IHttpRequestLifetimeFeature
    {
        public bool IsCut { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsCut = true;
    }

    private DefaultHttpContext Request(TestUser user, out Life life)
    {
        var context = new DefaultHttpContext { RequestServices = application.Services, TraceIdentifier = Guid.NewGuid().ToString() };
        (context.Request.Method, context.Request.Path, context.Request.Scheme, context.Request.Host) = ("GET", "/_blazor/initializers", "http", new HostString("localhost"));
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.Id.ToString(CultureInfo.InvariantCulture))], "test"));
        context.Features.Set<IHttpRequestLifetimeFeature>(life = new Life());
        return context;
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("demoted")]
    [InlineData("everywhere")]
    public async Task Attack_30_An_open_circuit_is_cut_when_its_person_loses_rights(string how)
    {
        var user = await application.CreateUserAsync(Roles.Lead);
        var (socket, _) = await OpenAsync(user, Own);
        using var open = socket!;
        var door = application.Services.GetRequiredService<CircuitDoor>();
        await door.CutStaleAsync(CancellationToken.None);
        Assert.Equal(WebSocketState.Open, open.State);
        var desk = application.Services.GetRequiredService<UserDesk>();
        _ = how switch
        {
            "disabled" => await desk.SetDisabledAsync(Actor.System, user.Id, true, CancellationToken.None),
            "demoted" => await desk.ChangeAsync(Actor.System, user.Id, new UserForm("Demoted", "", Roles.EndUser, [], [], []), CancellationToken.None),
            _ => await SignOutEverywhereAsync(user),
        };
        await door.CutStaleAsync(CancellationToken.None);
        await Assert.ThrowsAnyAsync<WebSocketException>(async () =>
        {
            var buffer = new byte[1024];
            while ((await open.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60))).MessageType != WebSocketMessageType.Close)
            {
            }

            throw new WebSocketException("closed in order");
        });
    }

    [Fact]
    public async Task Attack_30_A_disabled_person_is_refused_at_the_next_request_whatever_the_cookie_says()
    {
        var user = await application.CreateUserAsync(Roles.Admin);
        using var client = await application.SignInAsync(user);
        using var before = await client.GetAsync("/admin/users");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await application.Services.GetRequiredService<UserDesk>()
            .ChangeAsync(Actor.System, user.Id, new UserForm("Demoted", "", Roles.Viewer, [], [], []), CancellationToken.None);
        using var demoted = await client.GetAsync("/admin/users");
        Assert.Equal(HttpStatusCode.Redirect, demoted.StatusCode);
        await application.Services.GetRequiredService<UserDesk>().SetDisabledAsync(Actor.System, user.Id, true, CancellationToken.None);
        using var disabled = await client.GetAsync("/profile");
        Assert.Equal(HttpStatusCode.Redirect, disabled.StatusCode);
    }

    [Fact]
    public async Task Attack_48_Stateful_reconnect_and_detailed_errors_are_off()
    {
        using var client = await application.SignInAsAsync(Roles.Viewer);
        using var answer = await client.PostAsync("/_blazor/negotiate?negotiateVersion=1&useStatefulReconnect=true", null);
        var negotiated = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.False(negotiated.TryGetProperty("useStatefulReconnect", out var on) && on.GetBoolean());
        Assert.False(application.Services.GetRequiredService<IOptions<CircuitOptions>>().Value.DetailedErrors);
        Assert.NotEqual(true, application.Services.GetRequiredService<IOptions<HubOptions>>().Value.EnableDetailedErrors);
    }

    private async Task<UserOutcome> SignOutEverywhereAsync(TestUser user)
    {
        await application.Services.GetRequiredService<ProfileDesk>().SignOutEverywhereAsync(new Actor(user.Id, user.Name, user.Role, ""), CancellationToken.None);
        return UserOutcome.Done;
    }
}
