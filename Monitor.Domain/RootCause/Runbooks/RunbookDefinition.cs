namespace Monitor.Domain.RootCause.Runbooks;

public enum RunbookStepKind
{
    /// <summary>A person does it and says so.</summary>
    Manual,

    /// <summary>A page of this product to look at.</summary>
    OpenPage,

    /// <summary>A named action of the host's agent.</summary>
    Action,
}

/// <summary>One step. <see cref="Text"/> tells people what it is.</summary>
public sealed record RunbookStep(RunbookStepKind Kind, string Text)
{
    /// <summary>Of a page: a path such as <c>/hosts/{host}?range=1h</c>, in which <c>{host}</c> stands for the host's number.</summary>
    public string? Address { get; init; }

    /// <summary>Of an action: its name in the agent's own list.</summary>
    public string? Action { get; init; }

    /// <summary>Of an action: one of the values that the agent's list allows; null for none.</summary>
    public string? Parameter { get; init; }
}

/// <summary>What a runbook does, for which causes, and what it takes to run.</summary>
public sealed record RunbookDefinition
{
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Patterns of causes, each as <see cref="CausePattern"/> reads it.</summary>
    public IReadOnlyList<string> Causes { get; init; } = [];

    public IReadOnlyList<RunbookStep> Steps { get; init; } = [];

    /// <summary>Somebody other than who asked for it must agree.</summary>
    public bool NeedsApproval { get; init; } = true;

    /// <summary>All actions are first tried as a dry run, and done only when each of them said that it could.</summary>
    public bool RehearsesFirst { get; init; } = true;

    /// <summary>Host groups (with all below them) in which it may run by itself. None: it is only proposed.</summary>
    public IReadOnlyList<int> AutomaticGroups { get; init; } = [];

    /// <summary>0 to 1: by itself it runs only for causes at least this certain, which something supports.</summary>
    public double LeastConfidence { get; init; } = 0.8;

    /// <summary>Runs within <see cref="WindowMinutes"/>, on one host.</summary>
    public int MostPerHost { get; init; } = 1;

    /// <summary>Runs within <see cref="WindowMinutes"/>, on the hosts of one group.</summary>
    public int MostPerGroup { get; init; } = 3;

    /// <summary>Runs within <see cref="WindowMinutes"/>, anywhere.</summary>
    public int MostInAll { get; init; } = 10;

    public int WindowMinutes { get; init; } = 60;

    /// <summary>So long after the last step it is judged whether it helped.</summary>
    public int CheckMinutes { get; init; } = 10;

    /// <summary>Whether people or pages are part of it.</summary>
    public bool IsAllActions => Steps.All(s => s.Kind == RunbookStepKind.Action);
}
