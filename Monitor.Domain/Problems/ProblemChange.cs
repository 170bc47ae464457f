namespace Monitor.Domain.Problems;

/// <summary>One line of a problem's history.</summary>
public sealed class ProblemChange
{
    public long Id { get; set; }

    public int ProblemId { get; set; }

    public DateTimeOffset At { get; set; }

    public ProblemPhase Phase { get; set; }

    public required string Text { get; set; }

    public double? Value { get; set; }
}
