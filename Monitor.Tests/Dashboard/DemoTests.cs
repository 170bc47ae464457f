using Microsoft.Extensions.DependencyInjection;
using Monitor.Tests.Support;
using Monitor.Web.Dashboard.Demo;
using Monitor.Web.Store;

namespace Monitor.Tests.Dashboard;

/// <summary>The demo as `./monitor demo` starts it, in a process with its tests.</summary>
public sealed class DemoTests : IAsyncLifetime
{
    private readonly TestApplication _application = new(null, ("Demo:Enabled", "true"), ("Agent:Enabled", "false"), ("Retention:Raw", "32.00:00:00"));

    public Task InitializeAsync() => _application.InitializeAsync();

    public Task DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task The_generated_month_ends_sealed_can_be_read_from_end_to_end_and_hosts_show_their_processes()
    {
        // The runbooks come after the history, the tickets and the causes.
        await Eventually.TrueAsync(async () => await CountAsync("SELECT count(*) FROM runbook_runs WHERE state = 'Proposed' AND cause_key = 'process:node'") > 0, TimeSpan.FromMinutes(5));
        var now = TimeProvider.System.GetUtcNow();

        Assert.Equal(0, await CountAsync("SELECT count(*) FROM late_ticks"));
        Assert.InRange(await CountAsync("SELECT count(*) FROM pg_inherits WHERE inhparent = 'hot_ticks'::regclass"), 1, 3);
        Assert.InRange(await CountAsync("SELECT count(DISTINCT start) FROM chunks WHERE hours = 24"), 29, 31);
        var catalog = _application.Services.GetRequiredService<SeriesCatalog>();
        var web = catalog.Streams.Single(s => s.HostId == 1 && s.Kind == "agent");
        var reader = _application.Services.GetRequiredService<SeriesReader>();
        var month = (await reader.ReadAsync([web.Series[0]], new TimeRange(now.AddDays(-31), now), 600, default))[0].Curve;

        // 29 days and 23 hours by the minute, an hour every 10 s, less where one step goes over into the next, and what came since the start.
        Assert.InRange(month.Summary.Count, 43_140 + 360 - 8, 43_140 + 360 + 300);
        var stored = await StoredSamples.ReadAsync(_application.Database.Source, web.HostId, web.Id);
        Assert.Equal(stored.Count, stored.Select(t => t.Time).Distinct().Count());
        Assert.InRange(stored.Max(t => t.Time) - stored.Min(t => t.Time), DemoHistory.Length - TimeSpan.FromMinutes(1), DemoHistory.Length + TimeSpan.FromMinutes(10));
        var processes = _application.Services.GetRequiredService<ProcessReader>();
        foreach (var hours in new[] { 0, 1, 5 })
        {
            Assert.InRange((await processes.TopAsync(web.HostId, now.AddHours(-hours), default))!.Processes.Count, 5, 10);
        }

        // How efficient its hosts are, this month and the month before, with sizes proposed: less, more, one to switch off and one to merge, and those of a month ago graded.
        Assert.Equal(DemoHost.Fleet.Count, await CountAsync("SELECT count(*) FROM (SELECT host_id FROM rei_days GROUP BY host_id HAVING count(*) BETWEEN 61 AND 64) hosts"));
        Assert.Equal(5, await CountAsync("SELECT count(DISTINCT p->>'action') FROM host_sizes, jsonb_array_elements(proposals) AS p"));
        Assert.InRange(await CountAsync("SELECT count(*) FROM host_sizes WHERE exceeded <= 0.01"), 3, 12);
        Assert.InRange(await CountAsync("SELECT count(*) FROM host_sizes WHERE exceeded > 0.01"), 1, 3);

        // Causes of what lasts and of what is over, what people said of them, and runbooks with what became of their runs.
        Assert.InRange(await CountAsync("SELECT count(DISTINCT f.ticket_id) FROM findings f JOIN problems p ON p.id = f.problem_id WHERE p.ended_at IS NULL AND f.rank = 1 AND f.cause_key <> 'none' AND f.evidence <> '[]'"), 3, 10);
        Assert.True(await CountAsync("SELECT count(*) FROM findings WHERE method = 'rule:called-down'") > 0);
        Assert.InRange(await CountAsync("SELECT count(DISTINCT (confidence * 5)::int) FROM cause_verdicts WHERE method <> 'none' AND kind = 'Finding'"), 3, 6);
        Assert.InRange(await CountAsync("SELECT count(DISTINCT method) FROM cause_verdicts WHERE method <> 'none'"), 3, 10);
        Assert.Equal(3, await CountAsync("SELECT count(*) FROM runbook_runs WHERE is_automatic AND state = 'Helped'"));
        Assert.True(await CountAsync("SELECT count(*) FROM service_links WHERE kind = 'Calls'") > 0);

        // The forecasts come after the tickets, as if the server had made and graded them for weeks; a training is the last of it.
        await Eventually.TrueAsync(async () => await CountAsync("SELECT count(*) FROM model_runs WHERE version = 2") > 0, TimeSpan.FromMinutes(5));
        Assert.InRange(await CountAsync("SELECT count(*) FROM forecast_tasks WHERE state = 'Ready' AND grid = 1"), 80, 200);
        Assert.InRange(await CountAsync("SELECT count(DISTINCT day) FROM forecast_scores"), 14, 30);
        Assert.True(await CountAsync("SELECT count(*) FROM limit_outlooks WHERE expected_at IS NOT NULL") > 0);
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM forecast_tasks WHERE state = 'Failed'"));
    }

    private Task<long> CountAsync(string query) => _application.Database.ScalarAsync<long>(query);
}
