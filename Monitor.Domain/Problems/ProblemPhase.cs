namespace Monitor.Domain.Problems;

/// <summary>Where a problem is in its life.</summary>
public enum ProblemPhase
{
    Predicted,
    Pending,
    Firing,
    Clearing,
    Ended,
}
