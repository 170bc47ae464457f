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

    public static bool Exists(RunState from, RunState to) => Table.TryGetValue(from, out var moves) && moves.Contains(to);

    /// <summary>Whether no step of it will be done any more.</summary>
    public static bool IsOver(RunState state) =>
        state is RunState.Succeeded or RunState.Failed or RunState.Refused or RunState.Expired or RunState.Cancelled or RunState.Unknown or RunState.Helped or RunState.DidNotHelp;

    /// <summary>Whether it has begun and is not over.</summary>
    public static bool IsUnderWay(RunState state) => state is RunState.Approved or RunState.Sent or RunState.Running;
}
