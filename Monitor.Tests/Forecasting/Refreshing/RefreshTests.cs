using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Support;

namespace Monitor.Tests.Forecasting.Refreshing;

/// <summary>Who is forecast when, and that nothing is made up or made twice.</summary>
public sealed class RefreshTests(ForecastFloor floor) : IClassFixture<ForecastFloor>, IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly ForecastFloor _floor = floor;

    public Task InitializeAsync() => _floor.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    private Task MinutesAsync(int minutes, Monitor.Web.Store.StreamEntry stream, double value = 40)
    {
        var from = _floor.Clock.GetUtcNow();
        _floor.Clock.Advance(TimeSpan.FromMinutes(minutes));
        return _floor.WriteAsync(stream, from, _floor.Clock.GetUtcNow(), _ => value);
    }

    [Fact]
    public async Task A_new_host_has_its_first_forecast_after_thirty_minutes_and_none_that_is_made_up_before()
    {
        _floor.Settings.NearMetrics = ["cpu.used_percent"];
        var stream = await _floor.HostAsync();
        var node = _floor.Node([.. Forecasters.All]);
        async Task PassAsync(int minutes)
        {
            var from = _floor.Clock.GetUtcNow();
            _floor.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await _floor.WriteAsync(stream, from, _floor.Clock.GetUtcNow(), t => 40 + (t.Second / 10), TimeSpan.FromSeconds(10));
        }

        await PassAsync(29);
        Assert.Equal(0, (await node.RunAsync(Never)).Series);
        await PassAsync(2);
        await node.RunAsync(Never);
        var stored = Assert.Single(await _floor.StoredAsync(stream.Series[0].Id, ForecastGrid.Near));
        Assert.Equal((_floor.Clock.GetUtcNow(), 144, 10), (stored.StartsAt, stored.Steps, stored.StepSeconds));
        Assert.All(stored.Unpack().Mean, v => Assert.InRange(v, 40, 46));
        Assert.Equal(ForecastState.Learning, (await _floor.TaskAsync(stream.Series[0].Id, ForecastGrid.Day)).State);
        Assert.Empty(await _floor.StoredAsync(stream.Series[0].Id, ForecastGrid.Day));
    }

    [Fact]
    public async Task Days_without_a_round_are_graded_by_the_next_one()
    {
        var stream = await _floor.HostAsync();
        var node = _floor.Node(new SteadyModel());
        await PassAsync(15);
        await node.RunAsync(Never);
        Assert.NotEmpty(await _floor.StoredAsync(stream.Series[0].Id, ForecastGrid.Week));
        await PassAsync(10);
        var report = await _floor.Node(new SteadyModel()).RunAsync(Never);
        Assert.Empty(report.Failures);
        await using var db = _floor.Db();
        var days = await db.ForecastScores.Where(s => s.Horizon == 31).Select(s => s.Day).Distinct().ToListAsync();
        Assert.Contains(days, d => d < DateOnly.FromDateTime(_floor.Clock.GetUtcNow().UtcDateTime.AddDays(-1)));

        async Task PassAsync(int days)
        {
            var from = _floor.Clock.GetUtcNow();
            _floor.Clock.Advance(TimeSpan.FromDays(days));
            await _floor.WriteAsync(stream, from, _floor.Clock.GetUtcNow(), t => 40 + t.Hour, TimeSpan.FromMinutes(10));
        }
    }

    [Fact]
    public async Task More_series_than_one_statement_takes_are_all_followed_once_and_all_let_go()
    {
        var stream = await _floor.HostAsync();
        await _floor.Database.ScalarAsync<object>(
            $"INSERT INTO series (stream_id, ordinal, metric, labels, created_at) SELECT {stream.Id}, i, 'cpu.used_percent', 'core=\"' || i || '\"', now() FROM generate_series(1, 3500) i RETURNING 1");
        var node = _floor.Node(new SteadyModel());
        await node.RunAsync(Never);
        await node.RunAsync(Never);
        await using var db = _floor.Db();
        Assert.Equal([3501, 3501, 3501], await db.ForecastTasks.GroupBy(t => t.Grid).Select(g => g.Count()).ToListAsync());
        _floor.Settings.Metrics = [];
        await _floor.Node(new SteadyModel()).RunAsync(Never);
        Assert.Equal(0, await db.ForecastTasks.CountAsync());
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 0)]
    public async Task What_a_rule_wants_to_know_ahead_is_forecast_also_where_it_is_off_for_the_fleet_and_on_for_a_host(bool isOnThere, int tasks)
    {
        var stream = await _floor.HostAsync("queue.length");
        await using var db = _floor.Db();
        var rule = new Rule
        {
            Key = "queue", Name = "Queue", Enabled = false,
            Definition = RuleDefinition.Of("queue.length", ConditionKind.Above, TimeSpan.FromMinutes(1), new SeverityStep(Severity.Warning, 100)) with { Predicted = new PredictedPart(0.7, TimeSpan.FromHours(4)) },
        };
        db.Rules.Add(rule);
        await db.SaveChangesAsync();
        db.RuleOverrides.Add(new RuleOverride { RuleId = rule.Id, HostId = stream.HostId, Enabled = isOnThere });
        await db.SaveChangesAsync();
        await _floor.Node(new SteadyModel()).RunAsync(Never);
        Assert.Equal(tasks, await db.ForecastTasks.CountAsync(t => t.StreamId == stream.Id));
        await db.RuleOverrides.Where(o => o.RuleId == rule.Id).ExecuteDeleteAsync();
        await db.Rules.Where(r => r.Id == rule.Id).ExecuteDeleteAsync();
    }

    [Fact]
    public async Task A_series_is_forecast_once_in_its_interval_and_again_in_the_next()
    {
        var stream = await _floor.HostAsync();
        var node = _floor.Node(new SteadyModel());
        await MinutesAsync(31, stream);
        Assert.True((await node.RunAsync(Never)).Forecasts > 0);
        Assert.Equal(0, (await node.RunAsync(Never)).Forecasts);
        await MinutesAsync(15, stream);
        await node.RunAsync(Never);
        await MinutesAsync(15, stream);
        await node.RunAsync(Never);
        Assert.Equal(3, (await _floor.StoredAsync(stream.Series[0].Id, ForecastGrid.Short)).Count);
    }

    [Fact]
    public async Task Near_metrics_are_forecast_from_samples_every_minute()
    {
        _floor.Settings.NearMetrics = ["cpu.used_percent"];
        var stream = await _floor.HostAsync();
        var node = _floor.Node(new SteadyModel());
        _floor.Clock.Advance(TimeSpan.FromMinutes(31));
        await _floor.WriteAsync(stream, ForecastFloor.Noon, _floor.Clock.GetUtcNow(), t => t.Minute, TimeSpan.FromSeconds(10));
        await node.RunAsync(Never);
        var near = Assert.Single(await _floor.StoredAsync(stream.Series[0].Id, ForecastGrid.Near));
        Assert.Equal((144, 10, 30.0), (near.Steps, near.StepSeconds, near.Unpack().Mean[0]));
    }

    [Fact]
    public async Task An_index_that_is_written_once_an_hour_is_forecast_by_the_hour()
    {
        _floor.Settings.Metrics = [ReiMetrics.Total];
        var stream = await _floor.HostAsync(ReiMetrics.Total);
        await _floor.WriteAsync(stream, ForecastFloor.Noon.AddDays(-10), ForecastFloor.Noon.AddHours(26), t => 60 + (10 * Math.Sin(t.Hour * Math.PI / 12)), TimeSpan.FromHours(1));
        _floor.Clock.Advance(TimeSpan.FromHours(25) + TimeSpan.FromMinutes(40));
        await _floor.Node([.. Forecasters.All]).RunAsync(Never);
        var stored = (await _floor.StoredAsync(stream.Series[0].Id, ForecastGrid.Day)).MaxBy(f => f.StartsAt);
        Assert.NotNull(stored);
        Assert.Equal(3600, stored.StepSeconds);
        Assert.All(stored.Unpack().Mean, v => Assert.InRange(v, 0, 100));
        Assert.True(stored.Unpack().Mean.Max() - stored.Unpack().Mean.Min() > 5);
    }

    [Fact]
    public async Task A_silent_series_is_not_forecast_and_a_retired_host_no_more()
    {
        var stream = await _floor.HostAsync();
        var node = _floor.Node(new SteadyModel());
        await MinutesAsync(31, stream);
        await node.RunAsync(Never);
        _floor.Clock.Advance(TimeSpan.FromMinutes(20));
        await node.RunAsync(Never);
        Assert.Equal(ForecastState.Silent, (await _floor.TaskAsync(stream.Series[0].Id, ForecastGrid.Short)).State);
        Assert.Single(await _floor.StoredAsync(stream.Series[0].Id, ForecastGrid.Short));
        await using (var db = _floor.Db())
        {
            await db.Hosts.Where(h => h.Id == stream.HostId).ExecuteUpdateAsync(set => set.SetProperty(h => h.RetiredAt, _floor.Clock.GetUtcNow()));
        }

        _floor.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(0, (await node.RunAsync(Never)).Series);
        await using var after = _floor.Db();
        Assert.False(await after.ForecastTasks.AnyAsync());
    }

    [Fact]
    public async Task What_does_not_fit_into_the_budget_waits_and_the_server_says_so()
    {
        _floor.Settings.CpuSecondsPerMinute = 3;
        var model = new SteadyModel { OnRun = _ => _floor.Clock.Advance(TimeSpan.FromSeconds(4)) };
        var streams = new List<Monitor.Web.Store.StreamEntry>();
        for (var i = 0; i < 3; i++)
        {
            streams.Add(await _floor.HostAsync());
        }

        var node = _floor.Node(model);
        var from = _floor.Clock.GetUtcNow();
        _floor.Clock.Advance(TimeSpan.FromMinutes(31));
        foreach (var stream in streams)
        {
            await _floor.WriteAsync(stream, from, _floor.Clock.GetUtcNow(), _ => 40);
        }

        // The first batch takes twelve seconds of three; the other grids wait.
        var report = await node.RunAsync(Never);
        Assert.Equal(3, report.Series);
        Assert.Equal(6, _floor.Figures.Waiting);
        Assert.True(_floor.Figures.Behind > TimeSpan.Zero);
        Assert.Equal(0, (await node.RunAsync(Never)).Series);

        // Paid back, with what each minute brings.
        _floor.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await node.RunAsync(Never)).Series > 0);
    }
}
