using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Forecasting;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Forecasting;
using Monitor.Web.Forecasting.Predictions;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Forecasting.Scores;
using Monitor.Web.Store;

namespace Monitor.Tests.Forecasting;

/// <summary>A forecast is graded once, when its time has come, by what happened and by nothing else.</summary>
public sealed class GradingTests(ForecastFloor floor) : IClassFixture<ForecastFloor>, IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly ForecastFloor _floor = floor;
    private StreamEntry _stream = null!;

    private int Series => _stream.Series[0].Id;

    public async Task InitializeAsync()
    {
        await _floor.ResetAsync();
        _stream = await _floor.HostAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<List<ForecastScore>> ScoresAsync()
    {
        await using var db = _floor.Db();
        return await db.ForecastScores.AsNoTracking().Where(s => s.SeriesId == Series).OrderBy(s => s.Horizon).ToListAsync();
    }

    /// <summary>A day of 40, one forecast at its end, then 46 until its time has come.</summary>
    private async Task OneForecastAsync(Func<DateTimeOffset, double>? after = null)
    {
        var start = _floor.Clock.GetUtcNow();
        _floor.Clock.Advance(TimeSpan.FromHours(25));
        await _floor.WriteAsync(_stream, start, _floor.Clock.GetUtcNow(), _ => 40);
        await _floor.Node(new SteadyModel(width: 20)).RunAsync(Never);
        var issued = _floor.Clock.GetUtcNow();
        _floor.Clock.Advance(TimeSpan.FromMinutes(251));
        await _floor.WriteAsync(_stream, issued, _floor.Clock.GetUtcNow(), after ?? (_ => 46));
    }

    [Fact]
    public async Task Its_grade_says_error_loss_coverage_and_what_the_naive_ones_would_have_been()
    {
        await OneForecastAsync();
        await _floor.Node(new SteadyModel(width: 20)).RunAsync(Never);
        var scores = await ScoresAsync();
        Assert.Equal(["10m", "60m", "4h"], scores.Select(s => ForecastHorizons.Find(s.Horizon)!.Name));
        Assert.Equal([1, 1, 48], scores.Select(s => s.Count));
        Assert.Equal([1, 1, 1], scores.Select(s => s.Forecasts));
        var path = scores[2];
        Assert.Equal(48 * 6.0, path.AbsoluteError, 6);
        Assert.Equal(48 * 6.0, path.NaiveError, 6);
        Assert.Equal((48, 48 * 6.0), (path.SeasonalCount, Math.Round(path.SeasonalError, 6)));
        Assert.Equal((48, 48), (path.In80, path.In95)); // 40 +- 8 and 40 +- 9.5
        Assert.True(path.Pinball > 0);
        Assert.Equal(0, path.Grade.SkillAgainstNaive);
    }

    [Fact]
    public async Task Before_its_time_and_after_it_was_graded_it_is_not_graded()
    {
        await OneForecastAsync();
        var node = _floor.Node(new SteadyModel(width: 20));
        await node.RunAsync(Never);
        var once = await ScoresAsync();
        for (var i = 0; i < 3; i++)
        {
            var from = _floor.Clock.GetUtcNow();
            _floor.Clock.Advance(TimeSpan.FromMinutes(16));
            await _floor.WriteAsync(_stream, from, _floor.Clock.GetUtcNow(), _ => 46);
            await node.RunAsync(Never);
        }

        Assert.Equal(once.Select(s => (s.Horizon, s.Count, s.AbsoluteError)), (await ScoresAsync()).Select(s => (s.Horizon, s.Count, s.AbsoluteError)));
    }

    [Fact]
    public async Task It_is_not_graded_while_its_data_may_still_come_and_then_by_what_came_late()
    {
        var start = _floor.Clock.GetUtcNow();
        _floor.Clock.Advance(TimeSpan.FromHours(25));
        await _floor.WriteAsync(_stream, start, _floor.Clock.GetUtcNow(), _ => 40);
        await _floor.Node(new SteadyModel()).RunAsync(Never);
        var issued = _floor.Clock.GetUtcNow();

        // The agent is cut off: hours pass, and nothing is known of them.
        _floor.Clock.Advance(TimeSpan.FromHours(5));
        var node = _floor.Node(new SteadyModel());
        await node.RunAsync(Never);
        Assert.Empty(await ScoresAsync());

        // Its backlog comes with the rest.
        await _floor.WriteAsync(_stream, issued, _floor.Clock.GetUtcNow(), _ => 43);
        _floor.Clock.Advance(TimeSpan.FromMinutes(15));
        await _floor.WriteAsync(_stream, _floor.Clock.GetUtcNow().AddMinutes(-15), _floor.Clock.GetUtcNow(), _ => 43);
        await node.RunAsync(Never);
        var path = (await ScoresAsync()).Single(s => s.Horizon == 13);
        Assert.Equal((48, 1), (path.Count, path.Forecasts));
        Assert.Equal(48 * 3.0, path.AbsoluteError, 6);
    }

    [Fact]
    public async Task Steps_without_a_sample_are_not_graded()
    {
        await OneForecastAsync();
        await using (var command = _floor.Database.Databases.Jobs.CreateCommand("DELETE FROM hot_ticks WHERE ts >= $1 AND ts < $2"))
        {
            command.Parameters.AddWithValue(ForecastFloor.Noon.AddHours(26));
            command.Parameters.AddWithValue(ForecastFloor.Noon.AddHours(27));
            await command.ExecuteNonQueryAsync();
        }

        await _floor.Node(new SteadyModel(width: 20)).RunAsync(Never);
        Assert.Equal(36, (await ScoresAsync()).Single(s => s.Horizon == 13).Count);
    }

    [Fact]
    public async Task What_is_read_of_a_series_is_its_newest_forecast_its_past_ones_with_what_happened_and_its_grades()
    {
        await OneForecastAsync();
        await _floor.Node(new SteadyModel(width: 20)).RunAsync(Never);
        var latest = await _floor.Reader.LatestAsync(Actor.System, new ForecastFilter(SeriesId: Series, Grid: ForecastGrid.Short), 10, Never);
        Assert.Equal(46, Assert.Single(latest).Stored!.Unpack().Mean[0]);
        var now = _floor.Clock.GetUtcNow();
        var past = await _floor.Reader.PastAsync(Actor.System, Series, ForecastGrid.Short, new TimeRange(now.AddDays(-1), now.AddMinutes(-30)), Never);
        Assert.All(Assert.Single(past).Actual, v => Assert.Equal(46, v));
        var horizons = await _floor.Reader.HorizonsAsync(Actor.System, Series, Never);
        Assert.Contains(horizons, h => h.Horizon.Name == "4h" && h.Value == 46 && Math.Abs(h.High80 - 54) < 0.1);
        _floor.Clock.Advance(TimeSpan.FromMinutes(11));
        var later = (await _floor.Reader.HorizonsAsync(Actor.System, Series, Never)).Single(h => h.Horizon.Name == "10m").At - _floor.Clock.GetUtcNow();
        Assert.InRange(later, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var by in Enum.GetValues<ScoreBy>())
        {
            var lines = await new ScoreReader(_floor.Database.Factory).ReadAsync(Actor.System, new ScoreFilter(today.AddDays(-7), today) { SeriesId = Series }, by, Never);
            Assert.Equal(3, lines.Count);
        }
    }

    [Fact]
    public async Task Grades_are_added_up_whole_where_there_are_more_of_them_than_one_answer_holds()
    {
        var horizon = ForecastHorizons.Find("4h")!.Code;
        var today = DateOnly.FromDateTime(_floor.Clock.GetUtcNow().UtcDateTime);
        var other = (await _floor.HostAsync()).Series[0].Id;
        await using (var db = _floor.Db())
        {
            for (var day = 0; day < 90; day++)
            {
                await new ForecastPartitions(_floor.Database.Databases).EnsureScoresAsync(today.AddDays(-day), Never);
                db.ForecastScores.AddRange(Enumerable.Range(0, 8).SelectMany(model => new[] { Series, other }.Select(series => new ForecastScore
                {
                    SeriesId = series, Horizon = horizon, Model = $"model-{model}", Day = today.AddDays(-day), Forecasts = 1, Count = 1, AbsoluteError = series == other ? 3 : 1, NaiveError = 2,
                })));
            }

            await db.SaveChangesAsync();
        }

        var scores = new ScoreReader(_floor.Database.Factory);
        var reader = new ScoreViewReader(_floor.Database.Factory, scores, new PredictionScores(_floor.Database.Factory), _floor.Clock);
        var view = await reader.ReadAsync(Actor.System, ScoreAsk.Read("4h", 90, null, 1), Never);
        Assert.Equal((2 * 8 * 90, 2 * 8 * 90), (view.Forecasts, view.Weeks.Sum(w => w.Forecasts)));
        Assert.Equal(14, view.Weeks.Count);
        Assert.All(view.Weeks, w => Assert.Equal(DayOfWeek.Monday, w.Monday.DayOfWeek));
        Assert.Equal(view.Weeks.Select(w => w.Monday).Order(), view.Weeks.Select(w => w.Monday));
        Assert.Equal((8, 1, 2), (view.Models.Count, view.Metrics.Count, view.SeriesCount));
        Assert.Equal([-0.5, 0.5], view.Series.Select(s => s.Grade.SkillAgainstNaive!.Value));
        var weeks = await scores.ReadAsync(Actor.System, new ScoreFilter(today.AddDays(-89), today) { Horizon = horizon }, ScoreBy.Week, Never);
        Assert.Equal((14 * 8, 2 * 8 * 90), (weeks.Count, weeks.Sum(l => l.Forecasts)));
        var (page, count) = await scores.WorstAsync(Actor.System, new ScoreFilter(today.AddDays(-89), today) { Horizon = horizon }, ScoreBy.Series, 1, 1, Never);
        Assert.Equal(($"{Series}", 2), (Assert.Single(page).Key, count));
    }

    [Fact]
    public async Task Forecasts_go_by_whole_partitions_once_they_are_graded_and_the_kept_ones_and_grades_when_their_time_is_over()
    {
        await OneForecastAsync();
        await _floor.Node(new SteadyModel(width: 20)).RunAsync(Never);
        _floor.Clock.Advance(TimeSpan.FromHours(9));
        var dropped = await _floor.Retention.DropAsync(Never);
        Assert.Contains(dropped, name => name.StartsWith("forecasts_short_", StringComparison.Ordinal));
        Assert.DoesNotContain(dropped, name => name.StartsWith("forecasts_kept_", StringComparison.Ordinal) || name.StartsWith("forecast_scores_", StringComparison.Ordinal));
        _floor.Clock.Advance(TimeSpan.FromDays(120));
        await _floor.Retention.DropAsync(Never);
        Assert.Empty(await _floor.StoredAsync(Series, ForecastGrid.Short));
        Assert.Empty(await ScoresAsync());
    }
}
