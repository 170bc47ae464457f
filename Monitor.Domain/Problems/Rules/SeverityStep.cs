namespace Monitor.Domain.Problems.Rules;

/// <summary>
/// One step of a ladder: from which limit on it is this bad, and where it is well again. In the metric's unit, in percent for
/// <see cref="Measure.LastWeekChange"/>. A clear level that is not set is the limit itself. <see cref="Low"/> and <see cref="LowClear"/> are the other
/// side of the band of <see cref="ConditionKind.Outside"/>. Conditions without a limit (no data, a text state) use the severity alone.
/// </summary>
public sealed record SeverityStep(Severity Severity, double Limit = 0, double? ClearLevel = null, double? Low = null, double? LowClear = null);
