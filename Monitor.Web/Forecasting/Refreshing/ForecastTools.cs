namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>What every round works with.</summary>
public sealed record ForecastTools(ForecastModels Models, ForecastBudget Budget, ForecastSubjects Subjects, ForecastFigures Figures);
