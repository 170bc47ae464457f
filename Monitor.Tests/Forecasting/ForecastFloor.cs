using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Tests.Store.Sealing;
using Monitor.Tests.Support;
using Monitor.Web.Forecasting;
using Monitor.Web.Forecasting.Models;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Tests.Forecasting;

/// <summary>
/// The server's side of forecasting on a real database with a clock that a test moves, without the web around it. One database for a class: each test begins with
/// <see cref="ResetAsync"/>, at noon and without a host.
/// </summary>
public sealed class ForecastFloor : IAsyncLifetime
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private SealedStore _store = null!;

    public TestDatabase Database { get; } = new();

    public ManualTimeProvider Clock { get; } = new(Noon);

    public ForecastingOptions Settings { get; private set; } = new();

    internal ForecastFigures Figures { get; private set; } = null!;

    public SeriesCatalog Catalog => _store.Catalog;

    public SampleRetention Retention => _store.Retention;

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        _store = new SealedStore(Database.Databases, Clock);
    }

    public Task DisposeAsync() => Database.DisposeAsync();

    public async Task ResetAsync()
    {
        Settings = new ForecastingOptions { Metrics = ["cpu.used_percent"], NearMetrics = [], LimitedMetrics = [] };
        Clock.StepWallClock(Noon - Clock.GetUtcNow());
        await using var db = Db();
        await db.Hosts.ExecuteDeleteAsync();
    }

    public MonitorDb Db() => Database.CreateDb();

    public HistoryReader Histories => new(_store.Reader);

    public ForecastReader Reader => new(Database.Factory, Catalog, _store.Reader, Clock);

    /// <summary>A server: several of them share the database and the clock.</summary>
    internal ForecastRefresher Node(params IForecaster[] models)
    {
        var options = Options.Create(Settings);
        var budget = new ForecastBudget(options, Clock);
        Figures = new ForecastFigures(new SelfMetrics(Clock), budget);
        var tools = new ForecastTools(
            new ForecastModels(models, [.. models.Select(m => m.Name)]), budget, new ForecastSubjects(Database.Databases, options, Clock), Figures);
        return new ForecastRefresher(Database.Databases, Catalog, Histories, tools, new ForecastPartitions(Database.Databases), options, new LiveFeed(), Clock);
    }

    internal ModelTraining Training(params IForecaster[] models)
    {
        var options = Options.Create(Settings);
        return new ModelTraining(
            Database.Databases, Catalog, Histories, new ForecastModels(models, [.. models.Select(m => m.Name)]), new ForecastBudget(options, Clock), options, Clock);
    }

    /// <summary>A new host with one series of each metric.</summary>
    public Task<StreamEntry> HostAsync(params string[] metrics) => _store.AddStreamAsync(Database, metrics is [] ? ["cpu.used_percent"] : metrics);

    /// <summary>The same value for every series of the stream, each minute.</summary>
    public Task WriteAsync(StreamEntry stream, DateTimeOffset from, DateTimeOffset to, Func<DateTimeOffset, double> value, TimeSpan? apart = null)
    {
        var step = apart ?? TimeSpan.FromMinutes(1);
        return _store.WriteHotAsync(stream.Id, Enumerable.Range(0, (int)((to - from) / step)).Select(i => (from + (i * step), Enumerable.Repeat(value(from + (i * step)), stream.Width).ToArray())));
    }

    public async Task<List<StoredForecast>> StoredAsync(int seriesId, ForecastGrid grid)
    {
        await using var db = Db();
        return await db.Forecasts.AsNoTracking().Where(f => f.SeriesId == seriesId && f.Grid == grid).OrderBy(f => f.StartsAt).ThenBy(f => f.Model).ToListAsync();
    }

    public async Task<ForecastTask> TaskAsync(int seriesId, ForecastGrid grid)
    {
        await using var db = Db();
        return await db.ForecastTasks.AsNoTracking().SingleAsync(t => t.SeriesId == seriesId && t.Grid == grid);
    }
}
