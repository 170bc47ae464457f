using Monitor.Web.Forecasting.Predictions;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>What every round works with.</summary>
/// <param name="Judge">Who looks at what was forecast; null: nobody.</param>
public sealed record ForecastTools(
    ForecastModels Models, ForecastBudget Budget, ForecastSubjects Subjects, ForecastFigures Figures, PredictionJudge? Judge = null);
