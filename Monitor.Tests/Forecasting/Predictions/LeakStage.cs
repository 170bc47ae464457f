using Monitor.Domain.Forecasting;
using Monitor.Tests.Problems;
using Monitor.Tests.Store.Sealing;
using Monitor.Web.Forecasting.Predictions;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Store;

namespace Monitor.Tests.Forecasting.Predictions;

/// <summary>Store, model, judge of predictions, judge of samples and ledger as they work together, without the jobs that call them: a test is their clock.</summary>
internal sealed class LeakStage(ActingFloor floor)
{
    private static readonly GridShape Short = GridShape.Of(ForecastGrid.Short);
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly IForecaster _model = Forecasters.Find(Forecasters.Default);

    public static TimeSpan Step => Short.Step;

    public SealedStore Store { get; } = new(floor.Databases, floor.Clock);

    public PredictionJudge Judge { get; } = new(floor.Contexts, floor.Ledger, floor.Clock);

    public PredictionSweep Sweep { get; } = new(floor.Contexts, floor.Ledger, floor.Clock);

    /// <summary>What a round of forecasting does: reads the past of each series, forecasts it, and lets the judge look.</summary>
    public async Task<int> RoundAsync(IReadOnlyList<SeriesEntry> series)
    {
        var past = await new HistoryReader(Store.Reader).ReadForJobAsync(series, Short, floor.Clock.GetUtcNow(), Never);
        var fresh = series.Zip(past.Select(p => p.History!)).AsParallel().AsOrdered()
            .Select(one => new FreshForecast(one.First.Id, "Short", one.Second, _model.Name, _model.Run(one.Second, Short.Steps))).ToList();
        return await Judge.JudgeAsync(fresh, Never);
    }

    /// <summary>Three samples a minute apart, the last of them now, to the judge that looks at what is.</summary>
    public async Task SampleAsync(int hostId, int streamId, double value)
    {
        var (judge, now) = (floor.NewJudge(), floor.Clock.GetUtcNow());
        await judge.RefreshAsync(Never);
        for (var back = 2; back >= 0; back--)
        {
            var time = now - (back * TimeSpan.FromMinutes(1));
            await judge.JudgeAsync([new CommittedTick(hostId, streamId, time, now, [value])], Never);
        }
    }
}
