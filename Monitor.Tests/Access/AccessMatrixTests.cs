using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class AccessMatrixTests(TestApplication application)
{
    [Fact]
    public void Attack_24_Every_route_has_a_row_with_its_permission_and_every_row_a_route()
    {
        var declared = application.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(r => (Route: r, Policy: r.Metadata.OfType<IAuthorizeData>().Select(a => a.Policy).LastOrDefault(p => p is not null)))
            .Where(r => r.Policy is not null && r.Route.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .SelectMany(r => MethodsOf(r.Route).Select(m => $"{m} /{r.Route.RoutePattern.RawText!.TrimStart('/')} {r.Policy}"))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var rows = AccessMatrix.Rows.Select(r => $"{r.Method} {r.Pattern} {r.Permission}").Order(StringComparer.Ordinal).ToList();
        Assert.True(declared.SequenceEqual(rows),
            "Keep Monitor.Tests/Access/AccessMatrix.cs in step with the routes.\nWithout a row: " + string.Join(", ", declared.Except(rows))
            + "\nWithout a route: " + string.Join(", ", rows.Except(declared)));
    }

    [Theory]
    [InlineData(Roles.EndUser)]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Technician)]
    [InlineData(Roles.Lead)]
    [InlineData(Roles.Admin)]
    public async Task Attack_24_A_role_reaches_what_its_permissions_name_and_nothing_else(string role)
    {
        using var client = await application.SignInAsAsync(role);
        foreach (var row in AccessMatrix.Rows.Where(r => r is { Method: "GET", Id: IdKind.None } && r.Pattern != "/account/denied"))
        {
            using var answer = await client.GetAsync(row.Pattern);
            var allowed = Roles.PermissionsOf(role).Contains(row.Permission);
            var expected = allowed ? HttpStatusCode.OK : row.Pattern.StartsWith("/api/", StringComparison.Ordinal) ? HttpStatusCode.Forbidden : HttpStatusCode.Redirect;
            Assert.True((answer.StatusCode == expected) || (row.Pattern == "/not-found" && answer.StatusCode == HttpStatusCode.NotFound),
                $"{role} {row.Pattern}: {(int)answer.StatusCode} instead of {(int)expected}");
            Assert.True(expected != HttpStatusCode.Redirect || answer.Headers.Location!.ToString().Contains("/account/denied", StringComparison.Ordinal), row.Pattern);
        }
    }

    [Theory]
    [InlineData(Roles.EndUser)]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Technician)]
    [InlineData(Roles.Lead)]
    [InlineData(Roles.Admin)]
    public async Task Attack_24_Each_call_of_the_API_is_refused_to_each_role_and_scope_without_its_permission(string role)
    {
        var user = await application.CreateUserAsync(role);
        // Role and scope are asked one after the other: each scope alone with who may do everything, each role with all scopes and with the least.
        var alone = role == Roles.Admin ? TokenScopes.All : [TokenScopes.Read];
        foreach (var scopes in alone.Select(s => new[] { s }).Append([.. TokenScopes.All]))
        {
            using var program = await ProgramAsync(user, scopes);
            foreach (var row in AccessMatrix.Rows.Where(r => r.Pattern.StartsWith("/api/", StringComparison.Ordinal) && r.Id != IdKind.Socket))
            {
                var may = Roles.PermissionsOf(role).Contains(row.Permission) && TokenScopes.Cover(scopes, row.Permission) && (row.Method == "GET" || TokenScopes.Write(scopes));
                // An id that nobody has, and a body that says nothing: whoever is let in is told so, and nothing changes.
                var (status, text) = await CallAsync(program, row, int.MaxValue, new { });
                Assert.True(may ? status is not (HttpStatusCode.Unauthorized or HttpStatusCode.InternalServerError) && (status != HttpStatusCode.Forbidden || row.Permission == Permissions.PortalUse)
                    : status == HttpStatusCode.Forbidden, $"{role} with {string.Join(' ', scopes)}: {row.Method} {row.Pattern}: {(int)status} {text}");
            }
        }
    }

    /// <summary>Side by side: each waits for its hosts to be on the screens.</summary>
    [Fact]
    public Task Attack_24_What_belongs_to_others_does_not_exist_for_a_viewer_a_technician_a_lead_and_an_administrator_of_some_groups() =>
        Task.WhenAll(new[] { Roles.Viewer, Roles.Technician, Roles.Lead, Roles.Admin }.Select(OthersDoNotExistAsync));

    private async Task OthersDoNotExistAsync(string role)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        await using var db = application.Database.CreateDb();
        var (mine, theirs) = (new HostGroup { Name = "mine " + run, ParentId = HostGroup.FleetId }, new HostGroup { Name = "theirs " + run, ParentId = HostGroup.FleetId });
        db.HostGroups.AddRange(mine, theirs);
        await db.SaveChangesAsync();
        var now = TimeProvider.System.GetUtcNow();
        var own = new Host { Key = Guid.NewGuid(), Name = "own-" + run, GroupId = mine.Id, CreatedAt = now };
        var foreign = new Host { Key = Guid.NewGuid(), Name = "foreign-" + run, GroupId = theirs.Id, CreatedAt = now };
        db.Hosts.AddRange(own, foreign);
        await db.SaveChangesAsync();
        var (ownTicket, foreignTicket) = (Ticket("own-", own.Id), Ticket("foreign-", foreign.Id));
        db.Tickets.AddRange(ownTicket, foreignTicket);
        await db.SaveChangesAsync();

        var person = await application.CreateUserAsync(role, groups: [mine.Id]);
        using var browser = await application.SignInAsync(person);
        using var program = await ProgramAsync(person, [TokenScopes.Read, TokenScopes.TicketsWrite]);
        // Who only reads may not write to what is his own either: the desk says so, and the foreign one is not there all the same.
        var onlyReads = role == Roles.Viewer;
        foreach (var row in AccessMatrix.Rows.Where(r => r.Id is IdKind.Host or IdKind.Ticket or IdKind.TicketPart))
        {
            var page = !row.Pattern.StartsWith("/api/", StringComparison.Ordinal);
            var (ownId, foreignId) = row.Id == IdKind.Host ? (own.Id, foreign.Id) : (ownTicket.Number, foreignTicket.Number);
            if (page)
            {
                // The fleet is read a few times a minute for all screens: both hosts are in it once the own one is shown.
                await Eventually.TrueAsync(async () => (await CallAsync(browser, row, ownId)).Text.Contains("own-" + run, StringComparison.Ordinal));
            }

            var (ownAnswer, ownText) = await CallAsync(page ? browser : program, row, ownId);
            var (foreignAnswer, foreignText) = await CallAsync(page ? browser : program, row, foreignId);
            var isRefused = onlyReads && row.Method != "GET" && ownAnswer == HttpStatusCode.Forbidden;
            Assert.True((int)ownAnswer < 400 || isRefused || (row.Id == IdKind.TicketPart && ownAnswer == HttpStatusCode.BadRequest), $"{role} {row.Method} {row.Pattern} own: {ownAnswer} {ownText}");
            Assert.True(page ? !foreignText.Contains("foreign-" + run, StringComparison.Ordinal) : foreignAnswer == HttpStatusCode.NotFound,
                $"{role} {row.Method} {row.Pattern} foreign: {foreignAnswer} {foreignText}");
        }

        Ticket Ticket(string title, int host) => new() { Title = title + run, HostId = host, CreatedAt = now, UpdatedAt = now };
    }

    private async Task<HttpClient> ProgramAsync(TestUser user, IReadOnlyList<string> scopes)
    {
        var program = application.CreateClient();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(user.Name, scopes, TimeSpan.FromDays(1), CancellationToken.None));
        return program;
    }

    private static async Task<(HttpStatusCode Status, string Text)> CallAsync(HttpClient client, AccessMatrix.Row row, int id, object? body = null)
    {
        var path = System.Text.RegularExpressions.Regex.Replace(row.Pattern + row.Query, "\\{[^}]*\\}", id.ToString(CultureInfo.InvariantCulture));
        using var request = new HttpRequestMessage(new HttpMethod(row.Method), path);
        if (row.Method != "GET")
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            request.Content = JsonContent.Create(body ?? new { text = "hello", state = "Open", title = "hello" });
        }

        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A page answers GET; the POST of its forms goes through the same policy.</summary>
    private static IEnumerable<string> MethodsOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: { Count: > 0 } methods } && !methods.Contains("GET") ? methods : ["GET"];
}
