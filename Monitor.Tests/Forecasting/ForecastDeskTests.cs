using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;
using Monitor.Web.Forecasting;
using Monitor.Web.Jobs;
using Monitor.Web.Live;

namespace Monitor.Tests.Forecasting;

/// <summary>"Forecast now".</summary>
public sealed class ForecastDeskTests(ForecastFloor floor) : IClassFixture<ForecastFloor>, IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly ForecastFloor _floor = floor;

    public Task InitializeAsync() => _floor.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    private ForecastDesk Desk
    {
        get
        {
            var audit = new AuditLog(_floor.Clock);
            return new ForecastDesk(_floor.Database.Factory, audit, new JobStarter([], null!, _floor.Database.Factory, audit, new LiveFeed()), _floor.Clock);
        }
    }

    [Fact]
    public async Task What_is_asked_for_comes_before_all_else_and_asking_twice_is_asking_once()
    {
        var (asked, other) = (await _floor.HostAsync(), await _floor.HostAsync());
        _floor.Clock.Advance(TimeSpan.FromMinutes(31));
        foreach (var stream in new[] { asked, other })
        {
            await _floor.WriteAsync(stream, ForecastFloor.Noon, _floor.Clock.GetUtcNow(), _ => 40);
        }

        var node = _floor.Node(new SteadyModel());
        await node.RunAsync(Never);
        _floor.Clock.Advance(TimeSpan.FromMinutes(5));
        foreach (var stream in new[] { asked, other })
        {
            await _floor.WriteAsync(stream, _floor.Clock.GetUtcNow().AddMinutes(-5), _floor.Clock.GetUtcNow(), _ => 44);
        }

        var series = asked.Series[0].Id;
        Assert.Equal(1, (await Desk.ForecastNowAsync(Actor.System, null, series, Never)).Count);
        Assert.Equal(0, (await Desk.ForecastNowAsync(Actor.System, null, series, Never)).Count);
        Assert.Equal(1, (await node.BatchAsync(GridShape.Of(ForecastGrid.Short), 1, Never)).Forecasts);
        Assert.Equal([40, 43.2], (await _floor.StoredAsync(series, ForecastGrid.Short)).Select(f => Math.Round(f.Unpack().Mean[0], 1)));
        Assert.Single(await _floor.StoredAsync(other.Series[0].Id, ForecastGrid.Short));
        Assert.Equal(0, (await Desk.ForecastNowAsync(Actor.System, asked.HostId, null, Never)).Count);
        await using var db = _floor.Db();
        Assert.Equal(1, await db.Audit.CountAsync(a => a.Act == "forecast.asked" && a.SubjectId == $"{series}"));
    }

    [Fact]
    public async Task Who_may_not_ask_is_refused_and_what_is_not_there_is_not_found()
    {
        await Assert.ThrowsAsync<AccessRefusedException>(() => Desk.ForecastNowAsync(new Actor(1, "tom", Roles.Technician, ""), 1, null, Never));
        Assert.Equal(ForecastResult.NotFound, (await Desk.ForecastNowAsync(Actor.System, int.MaxValue, null, Never)).Result);
        Assert.Equal(ForecastResult.Invalid, (await Desk.ForecastNowAsync(Actor.System, null, null, Never)).Result);
        Assert.Equal(ForecastResult.Invalid, (await Desk.ForecastNowAsync(Actor.System, 1, 1, Never)).Result);
    }
}
