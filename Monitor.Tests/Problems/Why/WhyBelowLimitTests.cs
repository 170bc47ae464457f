using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Why;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Problems.Why;

namespace Monitor.Tests.Problems.Why;

[Collection(Suite.Name)]
public sealed class WhyBelowLimitTests(TestApplication application)
{
    [Fact]
    public async Task Values_within_their_limits_are_the_cause_and_the_nearest_is_named()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 79, 1000, 2000);
        var user = await application.CreateUserAsync(Roles.Viewer);
        var answer = (await application.Services.GetRequiredService<WhyQueries>().ExplainAsync(
            new Actor(user.Id, user.Name, Roles.Viewer, ""), host.Id, TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc, CancellationToken.None))!;
        Assert.Equal(WhyCause.BelowLimit, answer.Cause);
        Assert.Matches($@"^Nobody was told about {host.Name} at \d\d:\d\d: every value was within its limit\. Nearest was Disk usage of / at 79 %, limit 80 %", answer.Sentence);
        Assert.Contains(answer.Values, v => v.Subject == "CPU usage" && v.Text.StartsWith("10 %, limit 90 %", StringComparison.Ordinal) && !v.IsBreached);
    }

    [Fact]
    public async Task A_program_asks_and_gets_the_sentence_and_the_values_and_Attack_45_a_far_moment_is_refused()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        using var client = application.CreateClient();
        var user = await application.CreateUserAsync(Roles.Viewer);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await application.Services.GetRequiredService<TokenDesk>()
            .CreateForAsync(user.Name, [TokenScopes.Read], TimeSpan.FromDays(1), CancellationToken.None));
        using var answer = JsonDocument.Parse(await client.GetStringAsync($"api/v1/problems/why?host={host.Id}"));
        Assert.Equal("BelowLimit", answer.RootElement.GetProperty("cause").GetString());
        foreach (var wrong in new[] { "at=1900-01-01T00:00:00Z", "at=9999-01-01T00:00:00Z", "at=nonsense" })
        {
            using var refused = await client.GetAsync($"api/v1/problems/why?host={host.Id}&{wrong}");
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }
}
