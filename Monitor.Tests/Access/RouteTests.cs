using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Support;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class RouteTests(TestApplication application)
{
    /// <summary>Everything that a stranger may call, reviewed one by one: each checks a secret of its own or gives nothing away.</summary>
    private static readonly HashSet<string> Anonymous =
    [
        "/account/sign-in", "/account/sign-out", "/invite/{Link}",

        // Wants the secret of the link, which a mail brought its requester; tells number and title of that one ticket (RatingDeskTests).
        "/rate/{Link}",
        "/health/live", "/health/ready",

        // Asks itself: this machine, or somebody who may read hosts (PrometheusTests).
        "/metrics",

        // Wants the one-time token; the rest is the same for everybody: a script, the agent's program and its hash.
        "/api/v1/agents/enroll", "/install.sh", "/agent/{rid}", "/agent/{rid}/sha256",
    ];

    /// <summary>Called by agents with a key of their own, under a policy of its own; lines of logs by programs too (LogsApiTests, OtlpTests).</summary>
    private static readonly HashSet<string> Agents = ["/api/v1/metrics", "/api/v1/agents/key", "/api/v1/logs", "/v1/logs"];

    /// <summary>Framework routes without metadata of ours: the fallback policy stands before them.</summary>
    private static readonly string[] Fallback = ["/_blazor", "/_framework/opaque-redirect"];

    private IReadOnlyList<RouteEndpoint> Routes =>
        [.. application.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().DistinctBy(e => (e.RoutePattern.RawText, e.DisplayName))];

    private static string PathOf(RouteEndpoint route) => "/" + route.RoutePattern.RawText!.TrimStart('/');

    private static bool IsStaticFile(RouteEndpoint route) => route.Metadata.Any(m => m.GetType().Name is "StaticAssetDescriptor") || route.RoutePattern.RawText!.Contains("**");

    [Fact]
    public void Attack_25_Every_route_names_a_permission_or_is_on_the_reviewed_list()
    {
        var bad = Routes.Where(r => !IsStaticFile(r)).Where(r =>
        {
            var path = PathOf(r);
            if (Agents.Contains(path) && r.Metadata.GetMetadata<AuthorizationPolicy>() is { } policy)
            {
                return policy.AuthenticationSchemes.Count != 1;
            }

            var permissions = r.Metadata.OfType<IAuthorizeData>().Select(a => a.Policy).Where(p => p is not null).ToList();
            return r.Metadata.GetMetadata<IAllowAnonymous>() is not null
                ? !Anonymous.Contains(path)
                : !(permissions.Count > 0 && permissions.All(p => Permissions.All.Contains(p!))) && !Fallback.Any(f => path.StartsWith(f, StringComparison.Ordinal));
        }).Select(r => $"{PathOf(r)} ({r.DisplayName})").ToList();
        Assert.True(bad.Count == 0, "Give these a permission (Permissions.cs), or review them and add them to the list:\n" + string.Join('\n', bad));
        Assert.NotEmpty(Routes);
    }

    [Fact]
    public async Task Attack_25_A_route_that_names_nothing_is_closed_to_strangers()
    {
        using var client = application.CreateClient();
        using var unknown = await client.GetAsync("/no/such/page");
        Assert.Equal(HttpStatusCode.Redirect, unknown.StatusCode);
        using var programs = await client.GetAsync("/api/v1/no-such-thing");
        Assert.Equal(HttpStatusCode.Unauthorized, programs.StatusCode);
        using var circuit = await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null);
        Assert.Equal(HttpStatusCode.Unauthorized, circuit.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/audit")]
    [InlineData("/admin/users")]
    public async Task Attack_26_No_other_spelling_of_a_path_opens_it(string path)
    {
        var cookie = await application.SessionCookieAsync(await application.CreateUserAsync(Roles.Viewer));
        var last = path.LastIndexOf('/');
        string[] spellings =
        [
            path, "/" + path, path.Insert(last, "/"), "/." + path, path.Insert(last, "/."), path.Insert(last, "/x/.."), path[..last] + "%2f" + path[(last + 1)..],
            path[..last] + "%2F" + path[(last + 1)..], path[..last] + "\\" + path[(last + 1)..], path[..last] + "%5c" + path[(last + 1)..], path.ToUpperInvariant(),
            path + ".", path + "/", path + "/.", path + "%00", path + "%20", path + ";x=1", path + "%2e", "/%2e" + path, path.Replace("a", "%61", StringComparison.Ordinal),
            path + "?a=/../", path + "#", "/_blazor/.." + path, "/account/sign-in/.." + path, "/favicon.svg/.." + path, "http://127.0.0.1" + path,
        ];
        foreach (var spelling in spellings)
        {
            foreach (var session in new[] { null, $"{cookie.Name}={cookie.Value}" })
            {
                var answer = await RawAsync(spelling, session);
                var status = int.Parse(answer.Split(' ', 3)[1], System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(status is 400 or 401 or 403 or 404 or 302, $"{spelling} ({(session is null ? "stranger" : "viewer")}): {status}");
            }
        }
    }

    [Fact]
    public async Task Attack_46_No_GET_changes_anything()
    {
        var quiet = new TestApplication();
        await quiet.InitializeAsync();
        try
        {
            using var admin = await quiet.SignInAdminAsync();
            var before = await StateAsync(quiet);
            foreach (var path in Routes.Where(r => !IsStaticFile(r)).Where(Gets).Select(r => Filled(PathOf(r))).Distinct())
            {
                using var answer = await admin.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
                Assert.True((int)answer.StatusCode < 500, $"{path}: {(int)answer.StatusCode}");
            }

            Assert.Equal(before, await StateAsync(quiet));
        }
        finally
        {
            await quiet.DisposeAsync();
        }

        static bool Gets(RouteEndpoint route) =>
            !PathOf(route).StartsWith("/_blazor", StringComparison.Ordinal)
            && (route.Metadata.GetMetadata<HttpMethodMetadata>() is not { HttpMethods: { Count: > 0 } methods } || methods.Contains("GET"));
    }

    [Fact]
    public async Task Attack_46_A_form_without_its_token_is_refused()
    {
        using var client = await application.SignInAsAsync(Roles.Viewer);
        foreach (var (path, handler) in new[] { ("/account/sign-in", "sign-in"), ("/account/sign-in", "second"), ("/account/password", "password"), ("/account/second-factor", "second-factor") })
        {
            using var answer = await client.PostAsync(path, new FormUrlEncodedContent([new("_handler", handler), new("Input.UserName", "admin"), new("Input.Current", "x")]));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Attack_03_A_forwarded_address_from_anybody_is_ignored_and_the_socket_is_written_down()
    {
        var user = await application.CreateUserAsync(Roles.Viewer);
        using var client = application.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", "1'||pg_sleep(5)||'");
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Real-IP", "198.51.100.1");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Forwarded", "for=198.51.100.1");
        using var answer = await client.PostSignInAsync(user.Name, TestUser.Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        await using var db = application.Database.CreateDb();
        Assert.Equal("127.0.0.1", (await db.Audit.SingleAsync(a => a.UserId == user.Id)).Address);
    }

    /// <summary>Everything that people decide; samples and the product's own health go on while the test runs.</summary>
    private static async Task<string> StateAsync(TestApplication application)
    {
        string[] tables =
        [
            "users", "teams", "team_members", "user_scopes", "invitations", "api_tokens", "audit", "host_groups", "host_tags", "rules", "rule_overrides", "rule_versions",
            "tickets", "ticket_entries", "ticket_ratings", "articles", "agent_keys", "enrolment_tokens", "problems", "problem_changes", "silences", "maintenance", "host_links",
            "efficiency_settings", "host_sizes",
        ];
        var state = new StringBuilder();
        foreach (var table in tables)
        {
            state.Append(table).Append(' ').AppendLine(
                await application.Database.ScalarAsync<string>($"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"));
        }

        return state.ToString();
    }

    private static string Filled(string pattern)
    {
        var path = System.Text.RegularExpressions.Regex.Replace(pattern, "\\{[^}]*\\}", "1");
        return path.TrimEnd('?');
    }

    /// <summary>HttpClient would tidy the path up before it is sent.</summary>
    private async Task<string> RawAsync(string target, string? cookie)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(application.Address.Host, application.Address.Port);
        await using var stream = tcp.GetStream();
        var session = cookie is null ? "" : $"Cookie: {cookie}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {application.Address.Authority}\r\n{session}Connection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync() ?? "HTTP/1.1 400 closed";
    }
}
