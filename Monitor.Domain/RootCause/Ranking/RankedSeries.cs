namespace Monitor.Domain.RootCause.Ranking;

/// <summary>A series by how abnormal it is in the window.</summary>
/// <param name="Index">In the list that was given.</param>
/// <param name="Strength">Beside its own reference, without unit, 0 upwards; below 2 it is as usual.</param>
/// <param name="OnsetRow">The row of the window at which it left what is usual; -1 where it never did.</param>
/// <param name="Shift">What it is off by in the window, in the metric's unit; above 0 is more than usual.</param>
public sealed record RankedSeries(int Index, double Strength, int OnsetRow, double Shift);
