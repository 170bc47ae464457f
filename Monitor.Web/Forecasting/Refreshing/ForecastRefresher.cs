using Microsoft.Extensions.Options;
using Monitor.Domain.Forecasting;
using Monitor.Web.Forecasting.Grading;
using Monitor.Web.Forecasting.Models;
using Monitor.Web.Forecasting.Predictions;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>What a round did.</summary>
/// <param name="Failures">Of single series; all others of their batch are done.</param>
public sealed record RefreshReport(int Series, int Forecasts, int Graded, int Skipped, IReadOnlyList<Exception> Failures)
{
    private const int FailuresKept = 10;

    public static RefreshReport None { get; } = new(0, 0, 0, 0, []);

    public static RefreshReport operator +(RefreshReport a, RefreshReport b) =>
        new(a.Series + b.Series, a.Forecasts + b.Forecasts, a.Graded + b.Graded, a.Skipped + b.Skipped, [.. a.Failures.Concat(b.Failures).Take(FailuresKept)]);
}

/// <summary>
/// Forecasts what is due, a batch of one grid at a time: claims it, reads the past of all of it, grades the forecasts whose time has come by that same past,
/// forecasts, and writes everything in the transaction of the claim. Whatever ends it in the middle, nothing of the batch happened.
/// </summary>
public sealed class ForecastRefresher(
    Databases databases, SeriesCatalog catalog, HistoryReader histories, ForecastTools tools, ForecastPartitions partitions, IOptions<ForecastingOptions> options, LiveFeed live, TimeProvider time)
{
    /// <summary>What people look at first comes first.</summary>
    private static readonly ForecastGrid[] Order = [ForecastGrid.Short, ForecastGrid.Day, ForecastGrid.Week, ForecastGrid.Near];

    private readonly HashSet<string> _limited = [.. options.Value.LimitedMetrics];

    /// <summary>Until nothing is due any more or the budget is spent.</summary>
    public async Task<RefreshReport> RunAsync(CancellationToken cancellationToken)
    {
        await tools.Subjects.AlignAsync(cancellationToken);
        var all = RefreshReport.None;
        for (var round = RefreshReport.None with { Series = 1 }; round.Series > 0;)
        {
            round = RefreshReport.None;
            foreach (var grid in Order.Where(_ => tools.Budget.IsLeft))
            {
                round += await BatchAsync(GridShape.Of(grid), TaskClaim.Most, cancellationToken);
            }

            all += round;
        }

        (tools.Figures.Waiting, tools.Figures.Behind) = await TaskClaim.WaitingAsync(databases.Jobs, time.GetUtcNow(), cancellationToken);
        if (all.Series > 0)
        {
            live.Publish(LiveFeed.Forecasts);
        }

        return all;
    }

    /// <summary>One batch of one grid.</summary>
    public async Task<RefreshReport> BatchAsync(GridShape shape, int most, CancellationToken cancellationToken)
    {
        using var work = tools.Budget.Begin();
        var now = time.GetUtcNow();
        await partitions.EnsureAsync(now, cancellationToken);
        try
        {
            var (report, outcomes) = await TransactAsync(shape, now, most, cancellationToken);
            tools.Figures.Add(report.Forecasts, report.Graded, report.Skipped);
            return outcomes.Count == 0 ? report : report + await LookAheadAsync(shape, outcomes, cancellationToken);
        }
        catch (PostgresException gone) when (gone.SqlState == PostgresErrorCodes.CheckViolation)
        {
            partitions.Forget();
            throw;
        }
    }

    private async Task<(RefreshReport Report, IReadOnlyList<SeriesOutcome> Outcomes)> TransactAsync(
        GridShape shape, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var tasks = await TaskClaim.TakeAsync(connection, shape, now, most, cancellationToken);
        if (tasks.Count == 0)
        {
            return (RefreshReport.None, []);
        }

        var done = await RefreshAsync(connection, shape, tasks, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return done;
    }

    /// <summary>What follows from the forecasts for the limits of rules. Should it fail, the forecasts stand, and the next ones are looked at again.</summary>
    private async Task<RefreshReport> LookAheadAsync(GridShape shape, IReadOnlyList<SeriesOutcome> outcomes, CancellationToken cancellationToken)
    {
        try
        {
            if (tools.Judge is { } judge)
            {
                await judge.JudgeAsync(
                    [.. outcomes.Where(o => o.History is not null).Select(o => new FreshForecast(o.Task.SeriesId, shape.Grid.ToString(), o.History!, o.Own?.Model ?? "", o.Own?.Forecast))],
                    cancellationToken);
            }

            return RefreshReport.None;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return RefreshReport.None with { Failures = [failure] };
        }
    }

    private async Task<(RefreshReport Report, IReadOnlyList<SeriesOutcome> Outcomes)> RefreshAsync(
        NpgsqlConnection connection, GridShape shape, List<ClaimedTask> tasks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = tasks.Where(t => catalog.FindSeries(t.SeriesId) is not null).ToList();
        var series = known.ConvertAll(t => catalog.FindSeries(t.SeriesId)!);
        var past = known.Count == 0 ? [] : await histories.ReadForJobAsync(series, shape, now, cancellationToken);
        var marks = known.Select((t, i) => (t.SeriesId, Until: Mark(t, past[i].History, shape, now))).ToDictionary(m => m.SeriesId, m => m.Until);
        var matured = await MaturedForecasts.ReadAsync(
            connection, shape, [.. known.Where(t => marks[t.SeriesId] > t.GradedUntil).Select((t, _) => (t.SeriesId, t.GradedUntil, marks[t.SeriesId]))], cancellationToken);
        var (book, refresh, graded) = (new GradeBook(), new SeriesRefresh(tools.Models, shape, now), 0);
        var outcomes = new List<SeriesOutcome>(tasks.Count);
        for (var i = 0; i < known.Count; i++)
        {
            if (past[i].History is not { } history)
            {
                outcomes.Add(new SeriesOutcome(known[i], ForecastState.Failed, known[i].GradedUntil) { Failure = past[i].Failure });
                continue;
            }

            graded += matured[known[i].SeriesId].Count(f => TryGrade(book, f, history));
            var isLimited = shape.Grid == ForecastGrid.Day && _limited.Contains(series[i].Metric);
            outcomes.Add(refresh.Run(known[i], history, marks[known[i].SeriesId], isLimited));
        }

        // What this server has not heard of yet is tried again.
        outcomes.AddRange(tasks.Except(known).Select(t => new SeriesOutcome(t, ForecastState.Learning, t.GradedUntil)));
        outcomes = await FirstRuns.AddAsync(connection, shape, outcomes, now, options.Value, cancellationToken);
        var scores = book.Scores.ToList();
        foreach (var day in scores.Select(s => s.Day).Distinct())
        {
            await partitions.EnsureScoresAsync(day, cancellationToken);
        }

        await ScoreWriter.AddAsync(connection, scores, cancellationToken);
        var made = await ForecastWriter.AddAsync(connection, [.. outcomes.SelectMany(o => Rows(o, shape, now))], cancellationToken);
        await ForecastWriter.AddOutlooksAsync(connection, [.. outcomes.Select(o => o.Outlook).OfType<LimitOutlook>()], cancellationToken);
        await ForecastWriter.MoveOnAsync(
            connection, shape.Grid, [.. outcomes.Select(o => (o, shape.DueAfter(now, catalog.FindSeries(o.Task.SeriesId)?.StreamId ?? 0)))], cancellationToken);
        var report = new RefreshReport(tasks.Count, made, graded, tasks.Sum(t => Missed(t, shape, now)), [.. outcomes.Select(o => o.Failure).OfType<Exception>()]);
        return (report, outcomes);
    }

    private static bool TryGrade(GradeBook book, StoredForecast stored, SeriesHistory history)
    {
        try
        {
            return book.Add(stored, history);
        }
        catch (FormatException)
        {
            return false; // stored by a version that is not known here
        }
    }

    /// <summary>Until when everything is known: late samples had their time, and newer ones have come. What cannot be read grades nothing.</summary>
    private static DateTimeOffset Mark(ClaimedTask task, SeriesHistory? history, GridShape shape, DateTimeOffset now)
    {
        if (history is null)
        {
            return task.GradedUntil;
        }

        var until = SeriesRefresh.NewestOf(history) is { } newest && newest < now - shape.Settle ? newest : now - shape.Settle;
        return until > task.GradedUntil ? until : task.GradedUntil;
    }

    private static IEnumerable<StoredForecast> Rows(SeriesOutcome outcome, GridShape shape, DateTimeOffset now)
    {
        foreach (var made in new[] { outcome.Own, outcome.Beside }.OfType<MadeForecast>())
        {
            yield return new StoredForecast
            {
                SeriesId = outcome.Task.SeriesId, Grid = shape.Grid, Tier = StoredForecast.TierOf(shape, made.Forecast.From), Model = made.Model, ModelRunId = made.RunId,
                IsChallenger = made == outcome.Beside, IssuedAt = now, StartsAt = made.Forecast.From, StepSeconds = (int)shape.Step.TotalSeconds, Steps = made.Forecast.Steps,
                Packed = ForecastPacking.Pack(made.Forecast),
            };
        }
    }

    /// <summary>How many forecasts were not made because it came too late; what never was due is not missed.</summary>
    private static int Missed(ClaimedTask task, GridShape shape, DateTimeOffset now) =>
        task.LatestStartsAt is null || task.DueAt == ForecastAsked.At || task.DueAt > now ? 0 : (int)Math.Min((now - task.DueAt) / shape.Every, 1000);
}
