namespace Monitor.Domain.RootCause.Runbooks;

/// <summary>A place in a run: which step, and whether it is only tried.</summary>
public readonly record struct RunPlace(int Step, bool IsRehearsal);

/// <summary>
/// The order of a run. A dry run tries each action and nothing else; a runbook that is rehearsed first tries each action, and then begins from its first step.
/// </summary>
public static class RunCourse
{
    public static RunPlace? First(RunbookDefinition runbook, bool isDryRun) =>
        (isDryRun || runbook.RehearsesFirst) && NextAction(runbook, 0) is { } first ? new RunPlace(first, true) : isDryRun ? null : new RunPlace(0, false);

    /// <summary>The place after this one; null at the end.</summary>
    public static RunPlace? Next(RunbookDefinition runbook, bool isDryRun, RunPlace place) => place.IsRehearsal
        ? NextAction(runbook, place.Step + 1) is { } next ? new RunPlace(next, true) : isDryRun ? null : new RunPlace(0, false)
        : place.Step + 1 < runbook.Steps.Count ? new RunPlace(place.Step + 1, false) : null;

    private static int? NextAction(RunbookDefinition runbook, int from)
    {
        for (var i = from; i < runbook.Steps.Count; i++)
        {
            if (runbook.Steps[i].Kind == RunbookStepKind.Action)
            {
                return i;
            }
        }

        return null;
    }
}
