using Monitor.Domain.Detection;

namespace Monitor.Web.Detection.Replay;

/// <summary>What a detector says of one step of a series: nothing where there is no value (NaN).</summary>
public readonly record struct ReplayPoint(DateTimeOffset Time, double Value, AnomalyReading Reading)
{
    public bool HasBand => !double.IsNaN(Value) && !Reading.IsLearning && double.IsFinite(Reading.Low) && double.IsFinite(Reading.High);
}

/// <summary>An alarm that a detector would have raised, from its onset to its end.</summary>
/// <param name="Value">Where the evidence was greatest, with what was expected there.</param>
public sealed record ReplayMark(DateTimeOffset BeganAt, DateTimeOffset EndedAt, AnomalyKind Kind, double Evidence, double Value, double Expected);
