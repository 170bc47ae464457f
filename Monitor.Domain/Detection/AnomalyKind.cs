namespace Monitor.Domain.Detection;

/// <summary>What is unusual about a series: the kind whose evidence weighs most.</summary>
public enum AnomalyKind
{
    None,
    Spike,
    Drop,
    ShiftUp,
    ShiftDown,
    TrendUp,
    TrendDown,
    Unrest,
    MissingSeason,
    FlatLine,
}
