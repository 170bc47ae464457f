namespace Monitor.Domain.RootCause.Runbooks;

/// <summary>What is known of the problem after a run.</summary>
/// <param name="EndedAt">When it ended; null while it lasts.</param>
/// <param name="At">The time of the newest value, by which it is judged whether it is from after the run.</param>
public readonly record struct ProblemAfter(DateTimeOffset? EndedAt, double OpenedWith, double Limit, DateTimeOffset? At, double? Value);

/// <summary>Whether a run helped.</summary>
public static class RunVerdict
{
    /// <summary>How old the newest value may be to speak for now.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    /// <summary>True: it helped; false: it did not; null: that is not known before <paramref name="dueAt"/>. With the reason as a sentence.</summary>
    /// <param name="startedAt">When the run began.</param>
    /// <param name="doneAt">When its last step was done.</param>
    public static (bool? Helped, string Why) Judge(DateTimeOffset startedAt, DateTimeOffset doneAt, DateTimeOffset dueAt, DateTimeOffset now, ProblemAfter problem)
    {
        if (problem.EndedAt is { } ended && ended <= dueAt)
        {
            return ended < startedAt
                ? (false, "The problem had ended before the run began.")
                : (true, FormattableString.Invariant($"The problem ended {Math.Max(0, (ended - doneAt).TotalMinutes):0} min after it."));
        }

        if (now < dueAt)
        {
            return (null, "");
        }

        return problem is { At: { } at, Value: { } value } && at > doneAt && now - at <= Fresh && IsBack(problem, value)
            ? (true, FormattableString.Invariant($"The value is back at {value:0.##}, where the limit is {problem.Limit:0.##}."))
            : (false, FormattableString.Invariant($"The problem still fires {(now - doneAt).TotalMinutes:0} min after it."));
    }

    private static bool IsBack(ProblemAfter problem, double value) =>
        problem.OpenedWith > problem.Limit ? value < problem.Limit : problem.OpenedWith < problem.Limit && value > problem.Limit;
}
