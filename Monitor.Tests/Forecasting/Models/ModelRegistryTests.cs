using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Forecasting;
using Monitor.Web.Forecasting.Models;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Tests.Forecasting.Models;

/// <summary>Who forecasts a series, why, and what people may do about it.</summary>
public sealed class ModelRegistryTests(ForecastFloor floor) : IClassFixture<ForecastFloor>, IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly ForecastFloor _floor = floor;
    private readonly SteadyModel _default = new(shift: 5);
    private readonly SteadyModel _better = new("theta");
    private StreamEntry _stream = null!;
    private Actor _lead = null!;

    private int Series => _stream.Series[0].Id;

    private ModelDesk Desk => new(_floor.Database.Factory, new AuditLog(_floor.Clock), new LiveFeed(), _floor.Clock);

    public async Task InitializeAsync()
    {
        await _floor.ResetAsync();
        _stream = await _floor.HostAsync();
        await using (var db = _floor.Db())
        {
            var user = new MonitorUser { UserName = $"lea-{Series}", NormalizedUserName = $"LEA-{Series}", Role = Roles.Lead };
            db.Users.Add(user);
            await db.SaveChangesAsync();
            _lead = new Actor(user.Id, user.UserName!, Roles.Lead, "");
        }

        await PassAsync(TimeSpan.FromHours(25));
        await _floor.Node(_default, _better).RunAsync(Never);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task PassAsync(TimeSpan time)
    {
        var from = _floor.Clock.GetUtcNow();
        _floor.Clock.Advance(time);
        await _floor.WriteAsync(_stream, from, _floor.Clock.GetUtcNow(), _ => 40);
    }

    private async Task<ModelChoice> ChoiceAsync()
    {
        await using var db = _floor.Db();
        return await db.ModelChoices.AsNoTracking().SingleAsync(c => c.SeriesId == Series && c.Grid == ForecastGrid.Short);
    }

    private async Task<List<ModelRun>> RunsAsync()
    {
        await using var db = _floor.Db();
        return await db.ModelRuns.AsNoTracking().Where(r => r.SeriesId == Series && r.Grid == ForecastGrid.Short).OrderBy(r => r.Id).ToListAsync();
    }

    private async Task TrainAsync()
    {
        await using (var db = _floor.Db())
        {
            await db.ModelChoices.ExecuteUpdateAsync(set => set.SetProperty(c => c.TrainAt, _floor.Clock.GetUtcNow()));
        }

        Assert.True((await _floor.Training(_default, _better).RunAsync(Never)).Series > 0);
    }

    private async Task<ChoiceKey> KeyAsync() => new(Series, ForecastGrid.Short, (await ChoiceAsync()).Version);

    [Fact]
    public async Task The_first_forecast_enters_the_default_model_with_what_it_found()
    {
        var run = Assert.Single(await RunsAsync());
        Assert.Equal((Forecasters.Default, 1, ModelRole.Champion), (run.Model, run.Version, run.Role));
        Assert.Equal((12.5, 1.0, 0.5), (run.Aic, run.BacktestPinball, run.SkillAgainstNaive));
        Assert.Equal(45, run.Parameters["last"]);
        Assert.Equal(run.Id, (await ChoiceAsync()).ChampionRunId);
        Assert.Equal(run.Id, Assert.Single(await _floor.StoredAsync(Series, ForecastGrid.Short)).ModelRunId);
    }

    [Fact]
    public async Task Fault_46_A_series_whose_models_fail_keeps_no_other_from_its_training_and_is_tried_again_tomorrow()
    {
        var other = await _floor.HostAsync();
        await using var db = _floor.Db();
        var now = _floor.Clock.GetUtcNow();
        await _floor.WriteAsync(other, now.AddHours(-25), now, _ => 60);
        await _floor.Node(_default, _better).RunAsync(Never);
        await db.ForecastTasks.Where(t => t.SeriesId == other.Series[0].Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.DueAt, now));
        await _floor.Node(_default, _better).RunAsync(Never);
        await db.ModelChoices.ExecuteUpdateAsync(set => set.SetProperty(c => c.TrainAt, now.AddYears(1)));
        int[] both = [Series, other.Series[0].Id];
        await db.ModelChoices.Where(c => both.Contains(c.SeriesId) && c.Grid == ForecastGrid.Short).ExecuteUpdateAsync(set => set.SetProperty(c => c.TrainAt, now));
        var failing = new SteadyModel("theta") { OnRun = past => { if (past.Values.Contains(40)) { throw new ArithmeticException("by zero"); } } };
        var report = await _floor.Training(_default, failing).RunAsync(Never);
        Assert.IsType<ArithmeticException>(Assert.Single(report.Failures).InnerException);
        Assert.Equal(2, report.Series);
        Assert.Equal(now.AddDays(1), (await ChoiceAsync()).TrainAt);
        Assert.Single(await RunsAsync());
        Assert.Contains(await db.ModelRuns.AsNoTracking().Where(r => r.SeriesId == other.Series[0].Id && r.Grid == ForecastGrid.Short).ToListAsync(), r => r.Version == 2);
    }

    [Fact]
    public async Task A_training_gives_the_series_to_the_better_model_and_keeps_both_with_their_losses()
    {
        await TrainAsync();
        var (choice, runs) = (await ChoiceAsync(), await RunsAsync());
        Assert.Equal(("theta", Forecasters.Default), (choice.Champion, choice.Challenger));
        Assert.Equal([ModelRole.Retired, ModelRole.Champion, ModelRole.Challenger], runs.Select(r => r.Role));
        Assert.Equal([1, 2, 2], runs.Select(r => r.Version));
        Assert.Equal(0, runs[1].BacktestError!.Value, 6);
        Assert.Equal(5, runs[2].BacktestError!.Value, 6);
        Assert.Equal(2, runs[1].Losses.Count);
        Assert.StartsWith("Theta replaces Adaptive blend", runs[1].Why, StringComparison.Ordinal);
        Assert.Equal(0, (await _floor.Training(_default, _better).RunAsync(Never)).Series);

        // From now on it forecasts, and where forecasts are kept the challenger does so beside it.
        for (var i = 0; i < 20; i++)
        {
            await PassAsync(TimeSpan.FromMinutes(15));
            await _floor.Node(_default, _better).RunAsync(Never);
        }

        var stored = await _floor.StoredAsync(Series, ForecastGrid.Short);
        Assert.All(stored.Skip(1), f => Assert.Equal(f.Model == "theta", !f.IsChallenger));
        Assert.InRange(stored.Count(f => f.IsChallenger), 1, 2);
    }

    [Fact]
    public async Task A_pinned_model_stays_through_trainings_until_it_is_let_go()
    {
        Assert.True((await Desk.PinAsync(_lead, await KeyAsync(), pinned: true, Never)).IsDone);
        await TrainAsync();
        Assert.Equal((Forecasters.Default, true), ((await ChoiceAsync()).Champion, (await ChoiceAsync()).IsPinned));
        Assert.True((await Desk.PinAsync(_lead, await KeyAsync(), pinned: false, Never)).IsDone);
        await TrainAsync();
        Assert.Equal("theta", (await ChoiceAsync()).Champion);
        await using var db = _floor.Db();
        Assert.Equal(["model.pinned", "model.unpinned"], await db.Audit.Where(a => a.UserId == _lead.UserId).OrderBy(a => a.Id).Select(a => a.Act).ToListAsync());
    }

    [Fact]
    public async Task Going_back_to_an_earlier_training_pins_it_and_the_next_forecast_is_by_it()
    {
        await TrainAsync();
        var first = (await RunsAsync())[0];
        Assert.True((await Desk.UseAsync(_lead, await KeyAsync(), first.Id, Never)).IsDone);
        var choice = await ChoiceAsync();
        Assert.Equal((Forecasters.Default, first.Id, true), (choice.Champion, choice.ChampionRunId, choice.IsPinned));
        Assert.Contains($"{_lead.Name} went back to blend", choice.Why, StringComparison.Ordinal);
        Assert.Equal([ModelRole.Champion], (await RunsAsync()).Where(r => r.Role == ModelRole.Champion).Select(r => r.Role));
        await PassAsync(TimeSpan.FromMinutes(16));
        await _floor.Node(_default, _better).RunAsync(Never);
        Assert.Equal(first.Id, (await _floor.StoredAsync(Series, ForecastGrid.Short))[^1].ModelRunId);
    }

    [Fact]
    public async Task Whoever_looked_at_an_older_version_is_told_so_and_changes_nothing()
    {
        var seen = await KeyAsync();
        Assert.True((await Desk.RetrainAsync(_lead, seen, Never)).IsDone);
        Assert.Equal(ForecastResult.Conflict, (await Desk.PinAsync(_lead, seen, pinned: true, Never)).Result);
        Assert.False((await ChoiceAsync()).IsPinned);
        Assert.Equal(_lead.UserId, (await ChoiceAsync()).TrainAskedByUserId);
        Assert.True((await _floor.Training(_default, _better).RunAsync(Never)).Series > 0);
        Assert.Equal(_lead.UserId, (await RunsAsync())[^1].AskedByUserId);
    }

    [Fact]
    public async Task Who_may_not_is_refused_and_what_is_out_of_scope_is_not_there()
    {
        var technician = new Actor(_lead.UserId, "tom", Roles.Technician, "");
        await Assert.ThrowsAsync<AccessRefusedException>(async () => await Desk.PinAsync(technician, await KeyAsync(), pinned: true, Never));
        int elsewhere;
        await using (var db = _floor.Db())
        {
            var group = new HostGroup { Name = "elsewhere", ParentId = HostGroup.FleetId };
            db.HostGroups.Add(group);
            await db.SaveChangesAsync();
            elsewhere = group.Id;
        }

        var stranger = _lead with { GroupIds = [elsewhere] };
        Assert.Equal(ForecastResult.NotFound, (await Desk.PinAsync(stranger, await KeyAsync(), pinned: true, Never)).Result);
        Assert.Empty(await _floor.Reader.LatestAsync(stranger, new ForecastFilter(SeriesId: Series), 10, Never));
        Assert.Null(await new ModelReader(_floor.Database.Factory).RunsAsync(stranger, Series, null, null, 10, Never));
    }

    [Fact]
    public async Task Of_many_trainings_only_so_many_are_kept()
    {
        _floor.Settings.RunsKept = 3;
        for (var i = 0; i < 6; i++)
        {
            await TrainAsync();
        }

        var runs = await RunsAsync();
        Assert.Equal(5, runs.Count);
        Assert.Equal(7, runs[^1].Version);
    }

    [Fact]
    public async Task What_was_learned_outlives_the_server()
    {
        await TrainAsync();
        await PassAsync(TimeSpan.FromMinutes(16));
        var other = new SteadyModel("theta");
        await _floor.Node(new SteadyModel(shift: 5), other).RunAsync(Never);
        Assert.True(other.Runs > 0);
        Assert.Equal("theta", (await _floor.StoredAsync(Series, ForecastGrid.Short))[^1].Model);
    }
}
