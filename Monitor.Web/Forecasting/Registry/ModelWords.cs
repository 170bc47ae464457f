using System.Globalization;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Forecasting.Registry;

/// <summary>The registry's figures in words.</summary>
internal static class ModelWords
{
    /// <summary>"4 h by 5 min".</summary>
    public static string Reach(ForecastGrid grid) => $"{ForecastWords.Reach(grid)} by {ValueText.Duration(GridShape.Of(grid).Step)}";

    /// <summary>Four digits are enough to tell two models apart.</summary>
    public static string Figure(double? value) => value is not { } v || double.IsNaN(v) ? "–" : v.ToString("G4", CultureInfo.InvariantCulture);

    public static string Role(ModelRole role) => role switch
    {
        ModelRole.Champion => "champion",
        ModelRole.Challenger => "challenger",
        _ => "retired",
    };

    /// <summary>What two trainings say of the same thing, losses first.</summary>
    public static IReadOnlyList<(string Title, string First, string Second, string Hint)> Compare(ModelRun a, ModelRun b)
    {
        string[] parameters = [.. a.Parameters.Keys.Union(b.Parameters.Keys).Order(StringComparer.Ordinal)];
        return
        [
            Row("Model", ForecastWords.Model(a.Model), ForecastWords.Model(b.Model)),
            Row("Pinball loss in the backtest", Figure(a.BacktestPinball), Figure(b.BacktestPinball), Smaller(a.BacktestPinball, b.BacktestPinball)),
            Row("Error in the backtest", Figure(a.BacktestError), Figure(b.BacktestError), Smaller(a.BacktestError, b.BacktestError)),
            Row("In the 80 % band", ForecastWords.Percent(a.Coverage80), ForecastWords.Percent(b.Coverage80)),
            Row("In the 95 % band", ForecastWords.Percent(a.Coverage95), ForecastWords.Percent(b.Coverage95)),
            Row("Against naive", ForecastWords.Skill(a.SkillAgainstNaive), ForecastWords.Skill(b.SkillAgainstNaive)),
            Row("Against seasonal", ForecastWords.Skill(a.SkillAgainstSeasonal), ForecastWords.Skill(b.SkillAgainstSeasonal)),
            Row("AIC", Figure(a.Aic), Figure(b.Aic), a.Model == b.Model ? Smaller(a.Aic, b.Aic) : ""),
            Row("BIC", Figure(a.Bic), Figure(b.Bic), a.Model == b.Model ? Smaller(a.Bic, b.Bic) : ""),
            Row("Values of history", ValueText.Number(a.HistoryValues), ValueText.Number(b.HistoryValues)),
            .. parameters.Select(p => Row(p, Parameter(a, p), Parameter(b, p))),
        ];

        static (string, string, string, string) Row(string title, string first, string second, string hint = "") => (title, first, second, hint);
    }

    private static string Smaller(double? a, double? b) => a is null || b is null || a == b ? "" : a < b ? "the first is better" : "the second is better";

    private static string Parameter(ModelRun run, string name) => run.Parameters.TryGetValue(name, out var value) ? Figure(value) : "–";
}
