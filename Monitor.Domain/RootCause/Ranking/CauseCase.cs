namespace Monitor.Domain.RootCause.Ranking;

/// <summary>What is known when somebody asks for the cause of a symptom.</summary>
/// <param name="Calls">Which node needs which: the caller suffers when the callee does.</param>
/// <param name="SymptomNode">The node on which the symptom was seen; it needs no series of its own.</param>
/// <param name="SymptomMetric">The metric of the symptom; "" where it is not one of the series'.</param>
/// <param name="SymptomRow">The row of the windows at which the symptom was told; rows before it say what was abnormal already.</param>
/// <param name="Step">Between two rows.</param>
public sealed record CauseCase(
    IReadOnlyList<SeriesSample> Series, IReadOnlyList<(string Caller, string Callee)> Calls, string SymptomNode, string SymptomMetric, int SymptomRow, TimeSpan Step);
