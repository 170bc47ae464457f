using Monitor.Domain.Forecasting;
using Monitor.Web.Access;

namespace Monitor.Web.Forecasting;

/// <summary>One page of a list over HTTP.</summary>
internal sealed record ForecastPage<T>(IReadOnlyList<T> Items, string? Next);

internal sealed record HorizonItem(string Name, long Seconds, string Grid, string Title, string Words);

internal sealed record HorizonValueItem(string Horizon, long Seconds, DateTimeOffset At, double Value, double Low80, double High80, double Low95, double High95);

/// <summary>The newest forecast of a series on a grid; without a model and all that follows while it is learning or silent.</summary>
internal sealed record ForecastItem(
    long? Id, int SeriesId, int HostId, string Host, string Metric, string Labels, string Grid, string State, string? Model, int? ModelRunId, DateTimeOffset? IssuedAt,
    DateTimeOffset? StartsAt, int? StepSeconds, int? Steps, IReadOnlyList<HorizonValueItem> Horizons)
{
    public static ForecastItem Of(SeriesLine series, ForecastGrid grid, ForecastState state, StoredForecast? stored, ForecastHorizon? only) => new(
        stored?.Id, series.SeriesId, series.HostId, series.Host, series.Metric, series.Labels, ForecastProblem.Name(grid), state.ToString().ToLowerInvariant(), stored?.Model,
        stored?.ModelRunId, stored?.IssuedAt, stored?.StartsAt, stored?.StepSeconds, stored?.Steps, stored is null ? [] : Values(stored, only));

    private static List<HorizonValueItem> Values(StoredForecast stored, ForecastHorizon? only)
    {
        var forecast = stored.Unpack();
        return
        [
            .. ForecastHorizons.Of(stored.Grid).Where(h => (only is null || h == only) && h.LastStep < forecast.Steps).Select(h =>
            {
                var value = ForecastReader.ValueOf(h, forecast, stored);
                return new HorizonValueItem(h.Name, h.Seconds, value.At, value.Value, value.Low80, value.High80, value.Low95, value.High95);
            }),
        ];
    }
}

/// <summary>The moment is the beginning of the step; the quantiles stand in the order of the levels.</summary>
internal sealed record ForecastPoint(DateTimeOffset At, double Mean, IReadOnlyList<double> Quantiles);

internal sealed record ForecastDetail(ForecastItem Forecast, bool IsChallenger, IReadOnlyList<double> Levels, IReadOnlyList<ForecastPoint> Points)
{
    public static ForecastDetail Of(SeriesLine series, StoredForecast stored)
    {
        var forecast = stored.Unpack();
        return new ForecastDetail(
            ForecastItem.Of(series, stored.Grid, ForecastState.Ready, stored, null), stored.IsChallenger, ForecastLevels.All,
            [.. Enumerable.Range(0, forecast.Steps).Select(i => new ForecastPoint(forecast.From + (forecast.Step * i), forecast.Mean[i], [.. forecast.Quantiles.Select(q => q[i])]))]);
    }
}

internal sealed record ScoreItem(
    string Key, string Horizon, string Model, int Forecasts, int Values, double? Mae, double? Pinball, double? Coverage80, double? Coverage95, double? SkillNaive, double? SkillSeasonal)
{
    public static ScoreItem Of(ScoreLine line) => new(
        line.Key, line.Horizon.Name, line.Model, line.Forecasts, line.Grade.Count, line.Grade.MeanAbsoluteError, line.Grade.MeanPinball, line.Grade.Coverage80,
        line.Grade.Coverage95, line.Grade.SkillAgainstNaive, line.Grade.SkillAgainstSeasonal);
}

internal sealed record BreakItem(
    int SeriesId, int HostId, string Host, string Metric, string Labels, double Limit, double? Probability, string? Reason, DateTimeOffset? EarliestAt,
    DateTimeOffset? ExpectedAt, DateTimeOffset? LatestAt, int? RuleId, int? ProblemId)
{
    public static BreakItem Of(BreakLine line) => new(
        line.Series.SeriesId, line.Series.HostId, line.Series.Host, line.Series.Metric, line.Series.Labels, line.Limit, line.Probability,
        line.Reason?.ToString().ToLowerInvariant(), line.EarliestAt, line.ExpectedAt, line.LatestAt, line.Prediction?.RuleId, line.Prediction?.ProblemId);
}
