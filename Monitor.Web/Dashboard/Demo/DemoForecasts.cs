using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Web.Forecasting;
using Monitor.Web.Forecasting.Grading;
using Monitor.Web.Forecasting.Models;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>
/// Forecasts of the generated hosts as if the server had run for weeks: made from no more than was known at their time and graded by what came, by the code that
/// does it every day; then those of now, and a training of a few series.
/// </summary>
internal sealed class DemoForecasts(
    IDbContextFactory<MonitorDb> contexts, Databases databases, SeriesCatalog catalog, HistoryReader histories, ForecastModels models, ForecastPartitions partitions,
    ForecastSubjects subjects, ForecastRefresher refresher, ModelTraining training)
{
    private static readonly string[] Metrics = ["cpu.used_percent", "memory.used_percent", "disk.used_percent"];

    /// <summary>How far back, and how far apart.</summary>
    private static readonly (ForecastGrid Grid, TimeSpan Back, TimeSpan Apart)[] Past =
    [
        (ForecastGrid.Short, TimeSpan.FromDays(3), TimeSpan.FromHours(4)), (ForecastGrid.Day, TimeSpan.FromDays(21), TimeSpan.FromDays(1)),
        (ForecastGrid.Week, TimeSpan.FromDays(14), TimeSpan.FromHours(84)),
    ];

    private const int Trained = 4;

    public async Task WriteAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var series = members.SelectMany(m => catalog.SeriesOf(m.HostId)).Where(s => Metrics.Contains(s.Metric)).ToList();
        foreach (var (grid, back, apart) in Past)
        {
            foreach (var some in series.Chunk(TaskClaim.Most))
            {
                await PastAsync(some, GridShape.Of(grid), back, apart, now, cancellationToken);
            }
        }

        await subjects.AlignAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.ForecastTasks.ExecuteUpdateAsync(set => set.SetProperty(t => t.DueAt, now), cancellationToken);
        await refresher.RunAsync(cancellationToken);
        int[] few = [.. series.Take(Trained).Select(s => s.Id)];
        await db.ModelChoices.Where(c => few.Contains(c.SeriesId) && c.Grid == ForecastGrid.Short).ExecuteUpdateAsync(set => set.SetProperty(c => c.TrainAt, now), cancellationToken);
        await training.RunAsync(cancellationToken);
    }

    private async Task PastAsync(
        IReadOnlyList<SeriesEntry> series, GridShape shape, TimeSpan back, TimeSpan apart, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (stored, book) = (new List<StoredForecast>(), new GradeBook());
        foreach (var (entry, history) in series.Zip((await histories.ReadForJobAsync(series, shape, now, cancellationToken)).Select(r => r.History!)))
        {
            for (var at = now - back; at < now - shape.Every; at += apart)
            {
                // At the moment of its window that is kept.
                var start = shape.Floor(new DateTimeOffset(at.UtcTicks - (at.UtcTicks % apart.Ticks), TimeSpan.Zero));
                var known = new SeriesHistory(history.Start, history.Step, history.Values[..Math.Max(0, (int)((start - history.Start) / shape.Step))], history.Range);
                if (models.Run(null, known, shape.Steps) is not var (model, forecast))
                {
                    continue;
                }

                stored.Add(new StoredForecast
                {
                    SeriesId = entry.Id, Grid = shape.Grid, Tier = StoredForecast.KeptTier, Model = model.Name, IssuedAt = start, StartsAt = start,
                    StepSeconds = (int)shape.Step.TotalSeconds, Steps = shape.Steps, Packed = ForecastPacking.Pack(forecast),
                });
                if (start + shape.Reach <= now - shape.Settle)
                {
                    book.Add(stored[^1], history);
                }
            }
        }

        var scores = book.Scores.ToList();
        foreach (var day in stored.Select(f => DateOnly.FromDateTime(f.StartsAt.UtcDateTime)).Concat(scores.Select(s => s.Day)).Distinct())
        {
            await partitions.EnsureDayAsync(day, cancellationToken);
        }

        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ForecastWriter.AddAsync(connection, stored, cancellationToken);
        await ScoreWriter.AddAsync(connection, scores, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
