using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Hosting;

/// <summary>Names and values of parameters that want to be SQL, at every list that the description of the API names.</summary>
[Collection(Suite.Name)]
public sealed class HostileParameterTests(TestApplication application)
{
    private static readonly string[] Invented = ["sort", "order", "groupBy", "select", "fields", "filter"];
    private static readonly string[] Hostile = ["'; DROP TABLE hosts; --", "id) UNION SELECT password_hash FROM users --", "1 OR 1=1", "name\"; SELECT pg_sleep(5); --", "\0"];

    [Fact]
    public async Task Attack_02_Parameters_that_want_to_be_SQL_are_refused_or_change_nothing()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var program = await ProgramAsync();
        var document = JsonElement.Parse(await program.GetStringAsync("openapi/v1.json"));
        var asked = 0;
        var wrong = new List<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(p => !p.Name.Contains('{') && p.Value.TryGetProperty("get", out _)))
        {
            foreach (var name in Parameters(path.Value.GetProperty("get")).Concat(Invented).Distinct())
            {
                foreach (var value in Hostile)
                {
                    using var answer = await program.GetAsync($"{path.Name.TrimStart('/')}?{name}={Uri.EscapeDataString(value)}");
                    if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.NotFound))
                    {
                        wrong.Add($"{path.Name} {name}={value}: {answer.StatusCode}");
                    }

                    asked++;
                }
            }
        }

        Assert.Empty(wrong);
        Assert.InRange(asked, 200, 5000);
        await using var db = await TestAgent.OpenAsync(application);
        Assert.True(await db.Hosts.AnyAsync(h => h.Id == agent.Host.Id));
    }

    private static IEnumerable<string> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var all)
            ? all.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!)
            : [];

    private async Task<HttpClient> ProgramAsync()
    {
        var user = await application.CreateUserAsync(Roles.Admin);
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await application.Services.GetRequiredService<TokenDesk>()
            .CreateForAsync(user.Name, [TokenScopes.Read, TokenScopes.Admin], TimeSpan.FromDays(1), CancellationToken.None));
        return client;
    }
}
