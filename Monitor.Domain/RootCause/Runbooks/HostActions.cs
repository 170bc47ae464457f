namespace Monitor.Domain.RootCause.Runbooks;

/// <summary>An action that a host's agent allows, as the agent told it.</summary>
/// <param name="Kind">What the agent calls its kind, such as <c>restart-unit</c>.</param>
/// <param name="Parameters">The values that it takes; none: it takes no value.</param>
public sealed record HostAction(string Name, string Kind, string Text, IReadOnlyList<string> Parameters);

/// <summary>What the agent of a host allows, as it last said. A host without a row has an agent that never said anything, which allows nothing.</summary>
public sealed class HostActions
{
    public int HostId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Why the agent allows nothing, in its words; empty where its list is in order.</summary>
    public string Problem { get; set; } = "";

    /// <summary>JSON array of <see cref="HostAction"/>.</summary>
    public string Actions { get; set; } = "[]";
}
