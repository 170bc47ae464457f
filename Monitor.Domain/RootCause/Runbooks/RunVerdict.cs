namespace Monitor.Domain.RootCause.Runbooks;

/// <summary>What is known of the problem after a run.</summary>
/// <param name="EndedAt">When it ended; null while it lasts.</param>
/// <param name="At">The time of the newest value, by which it is judged whether it is from after the run.</param>
/// <param name="Value">The newest value, where it is what the rule compares with the limit; null where that is another measure, such as a mean.</param>
public readonly record struct ProblemAfter(DateTimeOffset? EndedAt, double OpenedWith, double Limit, DateTimeOffset? At, double? Value)
{
    /// <summary>Why it ended when nobody would judge it any more; null when it ended because all was well.</summary>
    public string? Withdrawn { get; init; }

    /// <summary>Its rule finds that all is well, not yet for long enough.</summary>
    public bool IsClearing { get; init; }
}

/// <summary>What a check says.</summary>
/// <param name="IsDecided">False: it is to be looked at again.</param>
/// <param name="Helped">Null where that cannot be known.</param>
/// <param name="Why">A sentence.</param>
public readonly record struct RunJudgement(bool IsDecided, bool? Helped, string Why);

/// <summary>Whether a run helped.</summary>
public static class RunVerdict
{
    /// <summary>How old the newest value may be to speak for now.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    /// <summary>Whether it helped; decided at <paramref name="dueAt"/>, or earlier when the problem ends.</summary>
    /// <param name="startedAt">When the run began.</param>
    /// <param name="doneAt">When its last step was done.</param>
    public static RunJudgement Judge(DateTimeOffset startedAt, DateTimeOffset doneAt, DateTimeOffset dueAt, DateTimeOffset now, ProblemAfter problem)
    {
        if (problem.EndedAt is { } ended && ended <= dueAt)
        {
            return ended < startedAt ? new(true, false, "The problem had ended before the run began.")
                : problem.Withdrawn is { } why ? new(true, null, $"Nobody judges the problem any more. {why}")
                : new(true, true, FormattableString.Invariant($"The problem ended {Math.Max(0, (ended - doneAt).TotalMinutes):0} min after it."));
        }

        if (now < dueAt)
        {
            return default;
        }

        return problem is { EndedAt: null, IsClearing: true }
            ? new(true, true, "The rule has found that all is well since; the problem ends when that lasts.")
            : problem is { At: { } at, Value: { } value } && at > doneAt && now - at <= Fresh && IsBack(problem, value)
            ? new(true, true, FormattableString.Invariant($"The value is back at {value:0.##}, where the limit is {problem.Limit:0.##}."))
            : new(true, false, FormattableString.Invariant($"The problem still fires {(now - doneAt).TotalMinutes:0} min after it."));
    }

    private static bool IsBack(ProblemAfter problem, double value) =>
        problem.OpenedWith > problem.Limit ? value < problem.Limit : problem.OpenedWith < problem.Limit && value > problem.Limit;
}
