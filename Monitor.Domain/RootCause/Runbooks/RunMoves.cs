namespace Monitor.Domain.RootCause.Runbooks;

/// <summary>The one table of a run's moves.</summary>
public static class RunMoves
{
    private static readonly Dictionary<RunState, RunState[]> Table = new()
    {
        [RunState.Proposed] = [RunState.AwaitingApproval, RunState.Approved, RunState.Expired, RunState.Cancelled],
        [RunState.AwaitingApproval] = [RunState.Approved, RunState.Expired, RunState.Cancelled],
        [RunState.Approved] = [RunState.Sent, RunState.Running, RunState.Cancelled],
        [RunState.Sent] = [RunState.Sent, RunState.Running, RunState.Succeeded, RunState.Failed, RunState.Refused, RunState.Expired, RunState.Unknown, RunState.Cancelled],
        [RunState.Running] = [RunState.Sent, RunState.Running, RunState.Succeeded, RunState.Failed, RunState.Refused, RunState.Expired, RunState.Unknown, RunState.Cancelled],

        // The agent was away for long, and tells after all. Nothing goes on by itself from there.
        [RunState.Unknown] = [RunState.Failed, RunState.Refused, RunState.Expired, RunState.Succeeded],
        [RunState.Succeeded] = [RunState.Helped, RunState.DidNotHelp],
    };

    /// <summary>Those of which a step may still be done.</summary>
    public static IReadOnlyList<RunState> Open { get; } = [RunState.Proposed, RunState.AwaitingApproval, RunState.Approved, RunState.Sent, RunState.Running];

    public static bool Exists(RunState from, RunState to) => Table.TryGetValue(from, out var moves) && moves.Contains(to);

    /// <summary>Whether no step of it will be done any more.</summary>
    public static bool IsOver(RunState state) => !Open.Contains(state);

    /// <summary>Whether it has begun and is not over.</summary>
    public static bool IsUnderWay(RunState state) => state is RunState.Approved or RunState.Sent or RunState.Running;
}
