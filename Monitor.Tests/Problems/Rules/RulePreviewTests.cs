using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Problems.Rules;
using Monitor.Web.Store;

namespace Monitor.Tests.Problems.Rules;

[Collection(Suite.Name)]
public sealed class RulePreviewTests(TestApplication application)
{
    [Fact]
    public async Task What_a_silent_host_said_last_is_not_shown_as_its_value_now()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(42.5, 20, 30, 1000, 2000);
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());

        Assert.Equal("42.5 %", (await LookAsync()).Text);
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((null, "–"), ((await LookAsync()).Value, (await LookAsync()).Text));

        async Task<RuleMatch> LookAsync()
        {
            var preview = new RulePreview(
                application.Services.GetRequiredService<IDbContextFactory<MonitorDb>>(), application.Services.GetRequiredService<SeriesCatalog>(),
                application.Services.GetRequiredService<LatestValues>(), clock);
            var definition = new RuleDefinition
            {
                Where = new HostScope { Hosts = [host.Id] },
                Conditions = [new Condition { Metric = "cpu.used_percent", Kind = ConditionKind.Above, Steps = [new SeverityStep(Severity.Warning, 90)] }],
            };
            return Assert.Single((await preview.MatchAsync(new Actor(-1, "viewer", Roles.Viewer, ""), definition, CancellationToken.None)).First);
        }
    }
}
