namespace Monitor.Domain.Wire;

/// <summary>
/// One action of the agent's own list, to be done once. <see cref="Expires"/> is unix milliseconds by the server's clock, as <see cref="BatchAnswer.Time"/> is:
/// their difference is how long it is good for, whatever the host's clock says. <see cref="Seal"/> is <see cref="CommandSeal.Of"/> with the key that the agent used.
/// </summary>
public sealed record WireCommand(Guid Id, string Action, string? Parameter, bool DryRun, long Expires, string Seal)
{
    public const int CurrentVersion = 1;
}

/// <summary>What became of a command: <see cref="State"/> is running, succeeded, failed, refused, expired or unknown.</summary>
public sealed record WireResult(Guid Id, string State, string Output, int? Code = null)
{
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    /// <summary>The agent's list does not have it, or not so.</summary>
    public const string Refused = "refused";
    public const string Expired = "expired";

    /// <summary>It was begun, and the agent does not know how it ended.</summary>
    public const string Unknown = "unknown";
}

/// <summary>What an agent allows. <see cref="Problem"/> says why its list cannot be used, or that it has none.</summary>
public sealed record WireActions(string? Problem, IReadOnlyList<WireAction> List);

/// <summary>One allowed action; none of <see cref="Parameters"/>: it takes no value.</summary>
public sealed record WireAction(string Name, string Kind, string Text, IReadOnlyList<string> Parameters);
