using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Hosting;
using Monitor.Web.Metrics;

namespace Monitor.Tests.Metrics;

[Collection(Suite.Name)]
public sealed partial class PrometheusTests(TestApplication application)
{
    [Fact]
    public async Task This_machine_reads_the_products_figures_in_the_exposition_format()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        await agent.StoreAsync(TestAgent.Batch(1, now, TestAgent.Schema(TestAgent.Series("cpu.used_percent")), (now, [1])));
        using var client = application.CreateClient();
        using var answer = await client.GetAsync("metrics");
        Assert.Equal(PrometheusEndpoint.ContentType, answer.Content.Headers.ContentType!.ToString());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches(Line(), line));
        Assert.Matches("(?m)^monitor_samples_accepted_total [1-9]", text);
        Assert.Matches("(?m)^monitor_memory_bytes [1-9]", text);
        Assert.Contains("# TYPE monitor_circuits gauge\nmonitor_circuits ", text, StringComparison.Ordinal);
        Assert.Equal(text.Split('\n').Count(l => l.StartsWith("# TYPE", StringComparison.Ordinal)),
            text.Split('\n').Where(l => l.StartsWith("# TYPE", StringComparison.Ordinal)).Distinct().Count());
    }

    [Fact]
    public async Task Attack_25_From_elsewhere_it_wants_a_token_that_reads_also_through_a_proxy_that_nobody_listed()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(null));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync("mkt_1_nonsense"));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(await TokenAsync(Roles.Viewer, TokenScopes.Read)));
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(await TokenAsync(Roles.Viewer, TokenScopes.TicketsWrite)));
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(await TokenAsync(Roles.EndUser, TokenScopes.Read)));
    }

    [Fact]
    public void Open_screens_are_counted() =>
        Assert.Contains("monitor.circuits", application.Services.GetRequiredService<SelfMetrics>().Latest.Keys);

    private async Task<HttpStatusCode> CallAsync(string? token)
    {
        using var client = application.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "198.51.100.7");
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<string> TokenAsync(string role, string scope) => await application.Services.GetRequiredService<TokenDesk>()
        .CreateForAsync((await application.CreateUserAsync(role)).Name, [scope], TimeSpan.FromDays(1), CancellationToken.None);

    [GeneratedRegex("^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{reason=\"[^\"]*\"\\})? -?[0-9.E+-]+)$")]
    private static partial Regex Line();
}
