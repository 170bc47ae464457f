using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Tests.Problems;
using Monitor.Tests.Store.Sealing;
using Monitor.Web.Forecasting.Predictions;
using Monitor.Web.Store;

namespace Monitor.Tests.Forecasting.Predictions;

/// <summary>Store, model, judge of predictions, judge of samples and ledger as they work together, without the jobs that call them: a test is their clock.</summary>
internal sealed class LeakStage(ActingFloor floor)
{
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private const int Steps = 48;
    private static readonly TimeSpan History = TimeSpan.FromDays(10);
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly IForecaster _model = Forecasters.Find(Forecasters.Default);

    public SealedStore Store { get; } = new(floor.Databases, floor.Clock);

    public PredictionJudge Judge { get; } = new(floor.Contexts, floor.Ledger, floor.Clock);

    public PredictionSweep Sweep { get; } = new(floor.Contexts, floor.Ledger, floor.Clock);

    /// <summary>What a round of forecasting does: reads the past of each series, forecasts it, and lets the judge look.</summary>
    public async Task<int> RoundAsync(IReadOnlyList<SeriesEntry> series)
    {
        var end = new DateTimeOffset(floor.Clock.GetUtcNow().UtcTicks / Step.Ticks * Step.Ticks, TimeSpan.Zero);
        var range = new TimeRange(end - History, end);
        var points = await Store.Reader.ReadStepsAsync(series, range, Step, Never);
        var fresh = series.Zip(points).AsParallel().AsOrdered().Select(one =>
        {
            var info = MetricCatalog.Find(one.First.Metric);
            var history = new SeriesHistory(range.From, Step, Array.ConvertAll(one.Second, Mean), new ValueRange(info.Minimum, info.Maximum));
            return new FreshForecast(one.First.Id, "Short", history, _model.Name, _model.Run(history, Steps));
        }).ToList();
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

    private static double Mean(RollupPoint point) => point.Count > 0 ? point.Sum / point.Count : double.NaN;
}
