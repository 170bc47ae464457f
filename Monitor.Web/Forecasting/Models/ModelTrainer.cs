using Monitor.Domain.Forecasting;
using Monitor.Web.Forecasting.Grading;

namespace Monitor.Web.Forecasting.Models;

/// <summary>How one model did in a backtest, and what it is on all of the history.</summary>
internal sealed record ModelTrial(string Model, ForecastGrade Grade, int Forecasts, ModelFit Fit)
{
    /// <summary>What models are compared by: lower is better.</summary>
    public double Loss => Grade.MeanPinball ?? double.PositiveInfinity;
}

/// <summary>
/// Compares models on one series: each forecasts from several moments of the past, knowing nothing after them, and is graded by what came. Knows no database.
/// </summary>
internal sealed class ModelTrainer(ForecastModels models)
{
    /// <summary>Forecasts of each model.</summary>
    private const int Origins = 6;

    /// <summary>Best first; those that want more history than there is are left out. Empty while there is too little past for a single comparison.</summary>
    /// <param name="champion">Takes part even where it is no more among those that are compared.</param>
    public IReadOnlyList<ModelTrial> Run(SeriesHistory history, GridShape shape, string champion)
    {
        var origins = OriginsOf(history, shape);
        var all = models.Compared.Append(models.OrDefault(champion)).Distinct();
        return [.. all.Select(m => Try(m, history, shape, origins)).OfType<ModelTrial>().OrderBy(t => t.Loss).ThenBy(t => t.Model, StringComparer.Ordinal)];
    }

    /// <summary>Evenly over the last third of what there is, so that two thirds are known to the first.</summary>
    private static List<int> OriginsOf(SeriesHistory history, GridShape shape)
    {
        var first = Array.FindIndex(history.Values, v => !double.IsNaN(v));
        var last = history.Values.Length - shape.Steps;
        var from = first + Math.Max(((last - first) * 2) / 3, 1);
        return first < 0 || from > last ? [] : [.. Enumerable.Range(0, Origins).Select(i => from + ((last - from) * i / (Origins - 1))).Distinct()];
    }

    private static ModelTrial? Try(IForecaster model, SeriesHistory history, GridShape shape, List<int> origins)
    {
        var (grade, made) = (ForecastGrade.None, 0);
        foreach (var origin in origins)
        {
            var known = new SeriesHistory(history.Start, history.Step, history.Values[..origin], history.Range);
            if (ForecastModels.Run(model, known, shape.Steps) is not { } forecast)
            {
                return null;
            }

            grade += GradeBook.Grade(forecast, history, origin);
            made++;
        }

        return grade.Count > 0 && ForecastModels.Run(model, history, shape.Steps) is { } now ? new ModelTrial(model.Name, grade, made, now.Fit) : null;
    }
}
