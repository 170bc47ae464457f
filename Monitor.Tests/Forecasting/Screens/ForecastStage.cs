using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Forecasting;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Forecasting.Screens;

/// <summary>A host that reports, with forecasts of now and of before, two weeks of grades, two trainings, a predicted problem and two capacities, all in the database.</summary>
internal sealed record ForecastStage(BusyHost Host, int Cpu, int Disk, int Memory, int ProblemId, IReadOnlyList<int> Runs) : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;

    public static async Task<ForecastStage> CreateAsync(TestApplication application)
    {
        var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(40, 50, 60, 1000, 2000);

        // Of an hour that is over, so that a line to "full" has a beginning.
        await host.PostAsync(batch => batch with { Ticks = [.. batch.Ticks!.Select(t => t with { T = t.T - 5_400_000 })] }, 40, 50, 60, 1000, 2000);
        var catalog = application.Services.GetRequiredService<SeriesCatalog>();
        var cpu = catalog.FindSeries(host.Id, "cpu.used_percent")!;
        var (disk, memory) = (catalog.FindSeries(host.Id, "disk.used_percent", "mount=/") ?? catalog.SeriesOf(host.Id, "disk.used_percent")[0], catalog.FindSeries(host.Id, "memory.used_percent")!);
        var now = TimeProvider.System.GetUtcNow();
        var partitions = application.Services.GetRequiredService<ForecastPartitions>();
        await partitions.EnsureAsync(now, Never);
        foreach (var back in new[] { 0, 1, 7, 8 })
        {
            await partitions.EnsureDayAsync(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-back), Never);
        }

        // As the job does it, but now.
        await new ForecastSubjects(application.Services.GetRequiredService<Databases>(), application.Services.GetRequiredService<IOptions<ForecastingOptions>>(), TimeProvider.System).AlignAsync(Never);
        await using var db = await TestAgent.OpenAsync(application);
        var runs = await ModelsAsync(db, cpu.Id, now);
        await ForecastsAsync(db, cpu, now);
        var problemId = await ForeseenAsync(db, host, cpu, now);
        db.LimitOutlooks.AddRange(Full(disk.Id, now.AddDays(3), now), Full(memory.Id, now.AddDays(10), now));
        await db.SaveChangesAsync();
        return new ForecastStage(host, cpu.Id, disk.Id, memory.Id, problemId, runs);
    }

    private static async Task<IReadOnlyList<int>> ModelsAsync(MonitorDb db, int series, DateTimeOffset now)
    {
        var runs = new[] { ("theta", 1, ModelRole.Retired), ("blend", 2, ModelRole.Champion) }.Select(r => new ModelRun
        {
            SeriesId = series, Grid = ForecastGrid.Short, Model = r.Item1, Version = r.Item2, Role = r.Item3, TrainedAt = now, HistoryFrom = now.AddDays(-8), HistoryTo = now, HistoryValues = 2304,
            Why = "A test.", Parameters = new Dictionary<string, double> { ["alpha"] = r.Item2 / 10.0 }, BacktestPinball = 3 - r.Item2, SkillAgainstNaive = 0.1 * r.Item2,
        }).ToList();
        db.ModelRuns.AddRange(runs);
        await db.SaveChangesAsync();
        db.ModelChoices.Add(new ModelChoice
        {
            SeriesId = series, Grid = ForecastGrid.Short, Champion = "blend", ChampionRunId = runs[1].Id, ChangedAt = now, Why = "Its loss was the smallest.", TrainAt = now.AddDays(7),
        });
        return [.. runs.Select(r => r.Id)];
    }

    private static async Task ForecastsAsync(MonitorDb db, SeriesEntry cpu, DateTimeOffset now)
    {
        var shape = GridShape.Of(ForecastGrid.Short);
        var newest = shape.Floor(now);
        var task = await db.ForecastTasks.SingleAsync(t => t.SeriesId == cpu.Id && t.Grid == shape.Grid);

        // Due as after a forecast; one due much later would be taken up at once, as after a clock that was set back.
        (task.DueAt, task.State, task.LatestStartsAt) = (now + shape.Every, ForecastState.Ready, newest);
        foreach (var start in new[] { newest, newest - (2 * shape.Reach), newest - shape.Reach })
        {
            var forecast = new SteadyModel(minimum: 1, width: 20).Run(new SeriesHistory(start - shape.Step, shape.Step, [40], ValueRange.Percent), shape.Steps)!;
            db.Forecasts.Add(new StoredForecast
            {
                SeriesId = cpu.Id, Grid = shape.Grid, Tier = start == newest ? (short)shape.Grid : StoredForecast.KeptTier, Model = "blend", IssuedAt = start, StartsAt = start,
                StepSeconds = (int)shape.Step.TotalSeconds, Steps = shape.Steps, Packed = ForecastPacking.Pack(forecast),
            });
        }

        db.ForecastScores.AddRange(new[] { 0, 7 }.Select(back => new ForecastScore
        {
            SeriesId = cpu.Id, Horizon = 13, Model = "blend", Day = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-back), Forecasts = 3, Count = 144, AbsoluteError = 288, Pinball = 144, In80 = 108,
            In95 = 135, NaiveError = 576, SeasonalError = 144, SeasonalCount = 144, ErrorBesideSeasonal = 288,
        }));
        await db.SaveChangesAsync();
    }

    /// <summary>By the shipped rule of the CPU, in two hours; its problem has no ticket yet.</summary>
    private static async Task<int> ForeseenAsync(MonitorDb db, BusyHost host, SeriesEntry cpu, DateTimeOffset now)
    {
        var rule = await db.Rules.SingleAsync(r => r.Key == "cpu-high");
        var fingerprint = Fingerprint.Of(host.Id, rule.Key, "");
        var problem = new Problem
        {
            Fingerprint = fingerprint, HostId = host.Id, RuleId = rule.Id, Metric = cpu.Metric, Phase = ProblemPhase.Predicted, Severity = Severity.Warning, Summary = "CPU usage is expected to exceed 90 %",
            BeganAt = now, FiringAt = now, OpenedAt = now, Limit = 90, State = ProblemState.None with { Severity = Severity.Warning },
        };
        db.Problems.Add(problem);
        await db.SaveChangesAsync();
        db.Predictions.Add(new Prediction
        {
            HostId = host.Id, SeriesId = cpu.Id, RuleId = rule.Id, Fingerprint = fingerprint, Metric = cpu.Metric, Limit = 90, Source = "Short", Model = "blend", IssuedAt = now, UpdatedAt = now,
            DeadlineAt = now.AddDays(2), Probability = 0.85, ExpectedAt = now.AddHours(2), EarliestAt = now.AddHours(1), LatestAt = now.AddHours(4), Outcome = PredictionOutcome.Open, ProblemId = problem.Id,
        });
        await db.SaveChangesAsync();
        return problem.Id;
    }

    private static LimitOutlook Full(int series, DateTimeOffset at, DateTimeOffset now) => new()
    {
        SeriesId = series, Limit = 100, Reason = CapacityReason.Growing, ExpectedAt = at, EarliestAt = at.AddDays(-1), LatestAt = at.AddDays(2), PerDay = 5, LookedAt = now,
    };

    public void Dispose() => Host.Dispose();
}
