using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Efficiency.Refreshing;
using Monitor.Web.Problems.Rules;
using Monitor.Web.Store;

namespace Monitor.Tests.Efficiency;

/// <summary>The index as a series like any other, through the application's own recorder.</summary>
[Collection(Suite.Name)]
public sealed class ReiSeriesTests(TestApplication application)
{
    [Fact]
    public async Task The_index_that_is_told_can_be_read_as_a_series_and_a_rule_judges_it()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var key = $"rei-low-{Guid.NewGuid():N}";
        var draft = new RuleDraft
        {
            Key = key, Name = "Index is low",
            Definition = RuleDefinition.Of(ReiMetrics.Total, ConditionKind.Below, TimeSpan.Zero, new SeverityStep(Severity.Warning, 40)) with { Where = new HostScope { Hosts = [agent.Host.Id] } },
        };
        Assert.True((await application.Services.GetRequiredService<RuleBook>().CreateAsync(Actor.System, draft, "Test", CancellationToken.None)).IsDone);

        // As the job does it: at the end of the last whole hour.
        var now = TimeProvider.System.GetUtcNow();
        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var reading = new ReiReading(12.5, [.. Resources.All.Select(r => new ResourceReading(r, r == ResourceKind.Network ? double.NaN : 10 + (int)r, 1, 1, 1, 0, 1, 1))], 1, "12: CPU is idle");
        var teller = application.Services.GetRequiredService<ReiTeller>();
        await teller.TellAsync([(agent.Host.Id, reading)], hour, CancellationToken.None);
        await teller.TellAsync([(agent.Host.Id, reading)], hour, CancellationToken.None);

        var series = application.Services.GetRequiredService<SeriesCatalog>().SeriesOf(agent.Host.Id).Where(s => s.Metric.StartsWith("rei.", StringComparison.Ordinal)).ToList();
        var curves = await application.Services.GetRequiredService<SeriesReader>().ReadAsync(series, new TimeRange(hour.AddHours(-1), hour.AddHours(1)), 600, CancellationToken.None);
        var values = curves.Where(c => c.Curve.Points.Count > 0).ToDictionary(c => c.Series.Metric, c => Assert.Single(c.Curve.Points).Value);
        Assert.Equal((12.5, 10, 11, false), (values[ReiMetrics.Total], values[ReiMetrics.Cpu], values[ReiMetrics.Memory], values.ContainsKey(ReiMetrics.Network)));

        await using var db = await TestAgent.OpenAsync(application);
        await Eventually.TrueAsync(() => db.Problems.AnyAsync(p => p.HostId == agent.Host.Id && p.Metric == ReiMetrics.Total));
        var problem = await db.Problems.AsNoTracking().SingleAsync(p => p.HostId == agent.Host.Id);
        Assert.Contains("12.5", problem.Summary);
        Assert.Contains("fell below the limit of 40", problem.Summary);
    }
}
