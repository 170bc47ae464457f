using System.Globalization;

namespace Monitor.Domain.Tickets.Automation;

/// <summary>The bounds of triggers and macros, and what their parts may say. Each answer is a sentence, or null when it is good.</summary>
public static class AutomationCheck
{
    public const int MostConditions = 20;
    public const int MostActions = 10;

    public static string? Error(AutomationKind kind, TicketEvent? when, IReadOnlyList<AutomationCondition> conditions, IReadOnlyList<AutomationAction> actions) =>
        !Enum.IsDefined(kind) ? "It is a trigger or a macro."
        : kind == AutomationKind.Trigger && (when is not { } named || !Enum.IsDefined(named)) ? "Say when the trigger looks at a ticket."
        : kind == AutomationKind.Macro && (when is not null || conditions.Count > 0) ? "A macro is chosen by a person: it has neither an event nor conditions."
        : conditions.Count > MostConditions ? $"There are at most {MostConditions} conditions."
        : actions.Count is 0 or > MostActions ? $"Say in 1 to {MostActions} actions what is done."
        : conditions.Select(c => Error(c, when)).FirstOrDefault(e => e is not null) ?? actions.Select(Error).FirstOrDefault(e => e is not null);

    private static string? Error(AutomationCondition condition, TicketEvent? when) =>
        !AutomationCondition.Tests(condition.Field).Contains(condition.Test) ? $"{condition.Field} cannot be compared with {condition.Test}."
        : condition.Field == AutomationField.Changed && when == TicketEvent.Opened ? "Of a ticket that is opened nothing was changed. Take this condition out, or choose another event."
        : AutomationCondition.Choices(condition.Field) is { Count: > 0 } choices ? choices.Contains(condition.Value) ? null : $"{condition.Field} is one of {string.Join(", ", choices)}."
        : AutomationCondition.IsById(condition.Field) ? IsId(condition.Value) || condition.Value == AutomationCondition.None ? null : $"{condition.Field}: choose one from the list."
        : condition.Field == AutomationField.Tag ? TagError(condition.Value)
        : string.IsNullOrWhiteSpace(condition.Value) || condition.Value.Length > AutomationCondition.ValueLength ? $"Give 1 to {AutomationCondition.ValueLength} characters of words to look for."
        : null;

    private static string? Error(AutomationAction action) =>
        AutomationAction.Choices(action.Deed) is { Count: > 0 } choices ? choices.Contains(action.Value) ? null : $"{action.Deed} takes one of {string.Join(", ", choices)}."
        : AutomationAction.IsById(action.Deed) ? IsId(action.Value) || (action.Value == AutomationCondition.None && AllowsNone(action.Deed)) ? null : $"{action.Deed}: choose one from the list."
        : AutomationAction.IsTag(action.Deed) ? TagError(action.Value)
        : AutomationAction.IsText(action.Deed) ? string.IsNullOrWhiteSpace(action.Value) || action.Value.Length > TicketEntry.TextLength ? $"Write a text of 1 to {TicketEntry.TextLength} characters." : null
        : action.Value.Length > 0 ? $"{action.Deed} takes no value."
        : null;

    public static bool AllowsNone(AutomationDeed deed) => deed is AutomationDeed.SetTeam or AutomationDeed.SetCategory;

    /// <summary>As tags are kept: lower case, one line.</summary>
    private static string? TagError(string tag) =>
        tag.Length is 0 or > TicketTag.TagLength || tag.Contains(',', StringComparison.Ordinal) || tag != tag.Trim().ToLowerInvariant() || tag.Any(char.IsControl)
            ? $"A tag has 1 to {TicketTag.TagLength} characters in lower case and no comma."
            : null;

    private static bool IsId(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 && value == id.ToString(CultureInfo.InvariantCulture);
}
