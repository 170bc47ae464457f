namespace Monitor.Domain.RootCause.Runbooks;

/// <summary>What speaks for and against a run that nobody asked for.</summary>
public sealed record AutomaticFacts
{
    public required bool IsSwitchedOn { get; init; }

    public required bool IsEnabled { get; init; }

    public required bool ProblemFires { get; init; }

    /// <summary>The host's group and all above it.</summary>
    public required IReadOnlyCollection<int> Groups { get; init; }

    /// <summary>Null where the runbook is bound to the problem's rule and not to a cause.</summary>
    public double? Confidence { get; init; }

    public bool IsSupported { get; init; }

    /// <summary>What the host's agent allows; null where it never said.</summary>
    public IReadOnlyList<HostAction>? Actions { get; init; }

    /// <summary>Another run is under way on the host, or is waiting for approval.</summary>
    public bool HasAnother { get; init; }

    /// <summary>As <see cref="RunbookRate.Refusal"/> says.</summary>
    public string? RateRefusal { get; init; }
}

/// <summary>Whether a runbook runs by itself: only where every single condition holds.</summary>
public static class AutomaticRun
{
    /// <summary>The first thing that speaks against it, as a sentence; null where nothing does.</summary>
    public static string? WhyNot(RunbookDefinition runbook, AutomaticFacts facts) =>
        !facts.IsSwitchedOn ? "Runbooks are switched off."
        : !facts.IsEnabled ? "The runbook is switched off."
        : !runbook.AutomaticGroups.Any(facts.Groups.Contains) ? "It may not run by itself in the host's group."
        : !runbook.IsAllActions ? "A person has a part in it."
        : !facts.ProblemFires ? "The problem does not fire (any more)."
        : facts.Confidence < runbook.LeastConfidence ? FormattableString.Invariant($"The cause is {facts.Confidence:P0} certain; {runbook.LeastConfidence:P0} are asked for.")
        : facts.Confidence is not null && !facts.IsSupported ? "Nothing supports the cause: it is correlated, not proven."
        : MissingAction(runbook, facts.Actions) is { } missing ? missing
        : facts.HasAnother ? "Another runbook is at work on this host."
        : facts.RateRefusal;

    /// <summary>The first action of the runbook that the host does not allow, as a sentence; null where it allows all.</summary>
    public static string? MissingAction(RunbookDefinition runbook, IReadOnlyList<HostAction>? actions)
    {
        foreach (var step in runbook.Steps.Where(s => s.Kind == RunbookStepKind.Action))
        {
            if (actions?.FirstOrDefault(a => a.Name == step.Action) is not { } action)
            {
                return actions is not { Count: > 0 } ? "The agent of this host allows no action." : $"The agent of this host does not allow {step.Action}.";
            }

            if (action.Parameters.Count == 0 ? step.Parameter is not null : step.Parameter is null || !action.Parameters.Contains(step.Parameter))
            {
                return action.Parameters.Count == 0 ? $"{step.Action} takes no value on this host." : $"On this host {step.Action} takes one of: {string.Join(", ", action.Parameters)}.";
            }
        }

        return null;
    }
}
