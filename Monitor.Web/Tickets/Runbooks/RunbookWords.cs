using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>Runs in words, the same on screens and in the histories of tickets.</summary>
internal static class RunbookWords
{
    public static string Of(RunState state) => state switch
    {
        RunState.AwaitingApproval => "Waits for approval",
        RunState.Sent => "Sent to the agent",
        RunState.Refused => "Refused by the agent",
        RunState.Unknown => "Outcome unknown",
        RunState.DidNotHelp => "Did not help",
        _ => state.ToString(),
    };

    /// <summary>The kind of a badge.</summary>
    public static string Kind(RunState state) => state switch
    {
        RunState.Helped or RunState.Succeeded => "good",
        RunState.AwaitingApproval or RunState.DidNotHelp or RunState.Unknown => "warning",
        RunState.Failed or RunState.Refused => "critical",
        RunState.Expired or RunState.Cancelled or RunState.Proposed => "unknown",
        _ => "info",
    };

    public static string Of(RunbookStep step) => step.Kind switch
    {
        RunbookStepKind.Action => step.Parameter is null ? step.Action! : $"{step.Action} {step.Parameter}",
        RunbookStepKind.OpenPage => step.Text.Length > 0 ? step.Text : "Look at the page",
        _ => step.Text,
    };

    /// <summary>Quoted, for sentences.</summary>
    public static string Name(RunbookDefinition? definition) => definition is null ? "A runbook" : $"Runbook “{definition.Name}”";

    /// <summary>What an agent said, short enough for a history.</summary>
    public static string Cut(string output)
    {
        const int Most = 600;
        var text = output.Trim();
        return WholeText.Cut(text, Most);
    }
}
