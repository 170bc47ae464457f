using Monitor.Domain.Metrics;

namespace Monitor.Domain.Tickets.Automation;

/// <summary>Triggers and macros in the words of people.</summary>
public static class AutomationWords
{
    public static string Of(TicketEvent when) => when switch
    {
        TicketEvent.Opened => "A ticket is opened",
        TicketEvent.Changed => "Fields of a ticket change",
        TicketEvent.Answered => "Somebody answers in public",
        TicketEvent.Reopened => "A ticket is reopened",
        TicketEvent.Resolved => "A ticket is resolved",
        _ => "A ticket is closed",
    };

    public static string Of(AutomationField field) => field switch
    {
        AutomationField.Category => "Category (and below)",
        AutomationField.RequesterTeam => "Team of the requester",
        AutomationField.HostGroup => "Host group (and below)",
        AutomationField.Words => "Title or text",
        AutomationField.Changed => "Changed field",
        AutomationField.By => "Done by",
        _ => field.ToString(),
    };

    public static string Of(AutomationField field, AutomationTest test) => (field, test) switch
    {
        (AutomationField.Words, AutomationTest.Is) => "has the words",
        (AutomationField.Words, _) => "has not the words",
        (_, AutomationTest.Is) => "is",
        (_, AutomationTest.IsNot) => "is not",
        _ => "is at least",
    };

    /// <summary>A value that is chosen from a list, as the list says it.</summary>
    public static string Of(AutomationField field, string value) => (field, value) switch
    {
        (AutomationField.By, nameof(AutomationAuthor.Requester)) => "the requester",
        (AutomationField.By, nameof(AutomationAuthor.Desk)) => "any other person",
        (AutomationField.By, _) => "Monitor itself",
        (AutomationField.Source, nameof(TicketSource.Monitor)) => "Monitor itself",
        (AutomationField.Source, nameof(TicketSource.Portal)) => "the screen",
        (AutomationField.Source, nameof(TicketSource.Api)) => "the API",
        (AutomationField.Source, nameof(TicketSource.Mail)) => "a mail",
        _ => value,
    };

    /// <summary>What no choice at all is called.</summary>
    public static string NoneOf(AutomationField field) => field switch
    {
        AutomationField.Assignee => "nobody",
        AutomationField.HostGroup => "none: it is about no host",
        AutomationField.RequesterTeam => "none: the requester is in no team",
        _ => "none",
    };

    public static string Of(AutomationDeed deed) => deed switch
    {
        AutomationDeed.SetPriority => "Set the priority",
        AutomationDeed.SetTeam => "Give it to the team",
        AutomationDeed.SetCategory => "Set the category",
        AutomationDeed.AssignTo => "Assign it to",
        AutomationDeed.AssignInTurn => "Assign it in turn, within its team",
        AutomationDeed.AssignLeastLoaded => "Assign it to who has the fewest, within its team",
        AutomationDeed.AssignToNobody => "Assign it to nobody",
        AutomationDeed.AddTag => "Add the tag",
        AutomationDeed.RemoveTag => "Remove the tag",
        AutomationDeed.MoveTo => "Move it to",
        AutomationDeed.Note => "Write an internal note",
        AutomationDeed.Reply => "Write a public reply",
        AutomationDeed.Watch => "Let watch",
        _ => "Tell its team",
    };

    /// <summary><c>Priority is at least High</c>.</summary>
    /// <param name="value">The name of what the value is the id of; else the value itself.</param>
    public static string Sentence(AutomationCondition condition, string value) => $"{Of(condition.Field)} {Of(condition.Field, condition.Test)} {Of(condition.Field, value)}";

    /// <summary><c>Give it to the team Network</c>.</summary>
    public static string Sentence(AutomationAction action, string value) => AutomationAction.IsText(action.Deed) ? $"{Of(action.Deed)}: {Start(value)}"
        : AutomationAction.HasValue(action.Deed) ? $"{Of(action.Deed)} {value}"
        : Of(action.Deed);

    private static string Start(string text) => WholeText.Cut(text, 80);
}
