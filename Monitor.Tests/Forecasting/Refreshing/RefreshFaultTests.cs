using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Forecasting;
using Monitor.Tests.Support;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Tests.Forecasting.Refreshing;

/// <summary>Two servers, dead servers, clocks that are set, models that fail.</summary>
public sealed class RefreshFaultTests(ForecastFloor floor) : IClassFixture<ForecastFloor>, IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly ForecastFloor _floor = floor;

    public Task InitializeAsync() => _floor.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<List<StreamEntry>> HostsAsync(int hosts, int minutes)
    {
        var streams = new List<StreamEntry>();
        for (var i = 0; i < hosts; i++)
        {
            streams.Add(await _floor.HostAsync());
        }

        await PassAsync(streams, minutes);
        return streams;
    }

    private async Task PassAsync(IReadOnlyList<StreamEntry> streams, int minutes, double value = 40)
    {
        var from = _floor.Clock.GetUtcNow();
        _floor.Clock.Advance(TimeSpan.FromMinutes(minutes));
        foreach (var stream in streams)
        {
            await _floor.WriteAsync(stream, from, _floor.Clock.GetUtcNow(), _ => value);
        }
    }

    [Fact]
    public async Task Fault_42_Two_servers_share_what_is_due_and_nothing_is_forecast_or_graded_twice()
    {
        var streams = await HostsAsync(12, 31);
        SteadyModel[] models = [new(), new()];
        var nodes = models.Select(m => _floor.Node(m)).ToList();
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(nodes.Select(n => Task.Run(() => n.RunAsync(Never))));
            await PassAsync(streams, 15);
        }

        foreach (var series in streams.Select(s => s.Series[0].Id))
        {
            var stored = await _floor.StoredAsync(series, ForecastGrid.Short);
            Assert.Equal(stored.Count, stored.Select(f => f.StartsAt).Distinct().Count());
            Assert.InRange(stored.Count, 19, 20);
            await using var db = _floor.Db();
            var ended = stored.Count(f => f.StartsAt + TimeSpan.FromHours(4) <= (DateTimeOffset)db.ForecastTasks.Single(t => t.SeriesId == series && t.Grid == ForecastGrid.Short).GradedUntil);
            Assert.True(ended > 0);
            Assert.Equal(ended, await db.ForecastScores.Where(s => s.SeriesId == series && s.Horizon == ForecastHorizons.Find("4h")!.Code).SumAsync(s => s.Forecasts));
        }
    }

    [Fact]
    public async Task Fault_43_A_server_that_dies_in_the_middle_of_a_batch_has_done_nothing_of_it_and_the_next_does_all()
    {
        var streams = await HostsAsync(3, 31);
        using var died = new CancellationTokenSource();
        var dying = new SteadyModel();
        dying.OnRun = _ =>
        {
            if (dying.Runs == 2)
            {
                died.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _floor.Node(dying).RunAsync(died.Token));
        await using (var db = _floor.Db())
        {
            int[] series = [.. streams.Select(s => s.Series[0].Id)];
            Assert.Equal(0, await db.Forecasts.CountAsync(f => series.Contains(f.SeriesId)) + await db.ModelRuns.CountAsync());
        }

        await _floor.Node(new SteadyModel()).RunAsync(Never);
        foreach (var stream in streams)
        {
            Assert.Single(await _floor.StoredAsync(stream.Series[0].Id, ForecastGrid.Short));
        }
    }

    [Fact]
    public async Task Fault_46_A_series_that_its_model_cannot_do_keeps_no_other_from_its_forecast()
    {
        var streams = await HostsAsync(3, 31);
        var model = new SteadyModel();
        var runs = 0;
        model.OnRun = _ => { if (++runs == 1) { throw new ArithmeticException("by zero"); } };
        var report = await _floor.Node(model).RunAsync(Never);
        Assert.IsType<ArithmeticException>(Assert.Single(report.Failures));

        // All are due at the same moment: which comes first is open.
        var failed = 0;
        foreach (var series in streams.Select(s => s.Series[0].Id))
        {
            var hasFailed = (await _floor.TaskAsync(series, ForecastGrid.Short)).State == ForecastState.Failed;
            Assert.Equal(hasFailed ? 0 : 1, (await _floor.StoredAsync(series, ForecastGrid.Short)).Count);
            failed += hasFailed ? 1 : 0;
        }

        Assert.Equal(1, failed);
        await PassAsync(streams, 16);
        Assert.Empty((await _floor.Node(new SteadyModel()).RunAsync(Never)).Failures);
        foreach (var series in streams.Select(s => s.Series[0].Id))
        {
            Assert.NotEmpty(await _floor.StoredAsync(series, ForecastGrid.Short));
        }
    }

    [Fact]
    public async Task Fault_46_A_series_whose_samples_cannot_be_read_keeps_no_other_from_its_forecast_and_is_forecast_again_when_they_can()
    {
        var streams = await HostsAsync(5, 31);
        await BreakAsync(streams[2].Id);
        var report = await _floor.Node(new SteadyModel()).RunAsync(Never);
        int[] ids = [.. streams.Select(s => s.Series[0].Id)];
        Assert.All(report.Failures, f => Assert.StartsWith($"What is stored of series {ids[2]} could not be read", f.Message, StringComparison.Ordinal));
        Assert.NotEmpty(report.Failures);
        Assert.Equal(ForecastState.Failed, (await _floor.TaskAsync(ids[2], ForecastGrid.Short)).State);
        foreach (var id in ids)
        {
            Assert.Equal(id == ids[2] ? 0 : 1, (await _floor.StoredAsync(id, ForecastGrid.Short)).Count);
        }

        await AsOwnerAsync($"DELETE FROM hot_ticks WHERE stream_id = {streams[2].Id}");
        await PassAsync(streams, 31);
        Assert.Empty((await _floor.Node(new SteadyModel()).RunAsync(Never)).Failures);
        Assert.Single(await _floor.StoredAsync(ids[2], ForecastGrid.Short));
    }

    [Fact]
    public async Task Fault_46_A_series_whose_samples_cannot_be_read_keeps_no_other_from_its_training()
    {
        var streams = await HostsAsync(3, 25 * 60);
        await _floor.Node(new SteadyModel()).RunAsync(Never);
        await BreakAsync(streams[1].Id);
        int[] ids = [.. streams.Select(s => s.Series[0].Id)];
        await using var db = _floor.Db();
        var now = _floor.Clock.GetUtcNow();
        await db.ModelChoices.ExecuteUpdateAsync(set => set.SetProperty(c => c.TrainAt, now));
        var report = await _floor.Training(new SteadyModel(), new SteadyModel("theta")).RunAsync(Never);
        Assert.NotEmpty(report.Failures);
        Assert.All(report.Failures, f => Assert.StartsWith($"What is stored of series {ids[1]} could not be read", f.Message, StringComparison.Ordinal));
        var trained = await db.ModelRuns.Where(r => r.Grid == ForecastGrid.Short && r.Version == 2).Select(r => r.SeriesId).Distinct().ToListAsync();
        Assert.Equal([ids[0], ids[2]], trained.Order());
        Assert.Equal(now.AddDays(1), (await db.ModelChoices.AsNoTracking().SingleAsync(c => c.SeriesId == ids[1] && c.Grid == ForecastGrid.Short)).TrainAt);
    }

    private Task BreakAsync(int stream) => AsOwnerAsync($"UPDATE hot_ticks SET v = '\\xff' WHERE stream_id = {stream} AND ts = (SELECT min(ts) FROM hot_ticks WHERE stream_id = {stream})");

    private async Task AsOwnerAsync(string statement)
    {
        await using var owner = NpgsqlDataSource.Create(_floor.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Fault_29_What_is_no_number_is_nobodys_forecast()
    {
        var streams = await HostsAsync(1, 31);
        foreach (var broken in new[] { double.NaN, double.PositiveInfinity })
        {
            var report = await _floor.Node(new SteadyModel(width: broken)).RunAsync(Never);
            Assert.NotEmpty(report.Failures);
            await PassAsync(streams, 16);
        }

        Assert.Empty(await _floor.StoredAsync(streams[0].Series[0].Id, ForecastGrid.Short));
    }

    [Fact]
    public async Task Fault_47_After_an_hour_of_standing_still_each_series_is_forecast_once_and_what_was_missed_is_counted()
    {
        var streams = await HostsAsync(2, 31);
        await _floor.Node(new SteadyModel()).RunAsync(Never);
        await PassAsync(streams, 16);
        await _floor.Node(new SteadyModel()).RunAsync(Never);
        await PassAsync(streams, 61);
        var back = _floor.Node(new SteadyModel());
        var report = await back.RunAsync(Never);
        Assert.Equal(3, (await _floor.StoredAsync(streams[0].Series[0].Id, ForecastGrid.Short)).Count);
        Assert.InRange(report.Skipped, 6, 10);
        Assert.Equal(0, (await back.RunAsync(Never)).Series);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_stops_nothing_and_grades_nothing_twice()
    {
        var streams = await HostsAsync(1, 31);
        var (node, series) = (_floor.Node(new SteadyModel()), streams[0].Series[0].Id);
        for (var round = 0; round < 20; round++)
        {
            await node.RunAsync(Never);
            await PassAsync(streams, 15);
        }

        var before = await GradedAsync(series);
        Assert.True(before > 0);
        _floor.Clock.StepWallClock(TimeSpan.FromHours(-3));
        await node.RunAsync(Never);
        Assert.Equal(before, await GradedAsync(series));
        _floor.Clock.StepWallClock(TimeSpan.FromHours(3));
        await node.RunAsync(Never);
        var stored = await _floor.StoredAsync(series, ForecastGrid.Short);
        Assert.Equal(stored.Count, stored.Select(f => f.StartsAt).Distinct().Count());
    }

    private async Task<int> GradedAsync(int series)
    {
        await using var db = _floor.Db();
        return await db.ForecastScores.Where(s => s.SeriesId == series && s.Horizon == 13).SumAsync(s => s.Forecasts);
    }
}
