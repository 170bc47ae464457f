namespace Monitor.Domain.Tickets.Automation;

/// <summary>What of a ticket, or of its change, a condition looks at.</summary>
public enum AutomationField
{
    State,
    Priority,
    Kind,

    /// <summary>Its category or one above it.</summary>
    Category,
    Team,
    Assignee,

    /// <summary>A team of the requester.</summary>
    RequesterTeam,
    Tag,

    /// <summary>The group of one of its hosts, or one above it.</summary>
    HostGroup,

    /// <summary>Words in title, description and, where something was written, in that.</summary>
    Words,
    Source,

    /// <summary>What the change was about.</summary>
    Changed,

    /// <summary>Who made the change.</summary>
    By,
}

public enum AutomationTest
{
    Is,
    IsNot,

    /// <summary>That priority or a higher one.</summary>
    AtLeast,
}

/// <summary>What a change can be about.</summary>
public enum AutomationPart
{
    State,
    Priority,
    Impact,
    Urgency,
    Kind,
    Category,
    Team,
    Assignee,
    Requester,
    Title,
    Description,
    Tags,
    Hosts,
    Due,
}

/// <summary>Who made a change.</summary>
public enum AutomationAuthor
{
    Requester,

    /// <summary>Any other person.</summary>
    Desk,

    /// <summary>The product itself.</summary>
    Monitor,
}

/// <summary>One thing that must hold.</summary>
/// <param name="Value">The name of an enum's value, an id in plain digits or <see cref="None"/>, a tag, or words with blanks between them, by the field.</param>
public sealed record AutomationCondition(AutomationField Field, AutomationTest Test, string Value)
{
    public const string None = "none";
    public const int ValueLength = 200;

    /// <summary>The fields whose value is the id of something.</summary>
    public static bool IsById(AutomationField field) =>
        field is AutomationField.Category or AutomationField.Team or AutomationField.Assignee or AutomationField.RequesterTeam or AutomationField.HostGroup;

    /// <summary>True for what is known only while a change is made, and not of a ticket as it lies there.</summary>
    public static bool IsOfChange(AutomationField field) => field is AutomationField.Changed or AutomationField.By;

    /// <summary>What can be chosen; empty for fields whose value is an id or a text.</summary>
    public static IReadOnlyList<string> Choices(AutomationField field) => field switch
    {
        AutomationField.State => Enum.GetNames<TicketState>(),
        AutomationField.Priority => Enum.GetNames<TicketPriority>(),
        AutomationField.Kind => Enum.GetNames<TicketKind>(),
        AutomationField.Source => Enum.GetNames<TicketSource>(),
        AutomationField.Changed => Enum.GetNames<AutomationPart>(),
        AutomationField.By => Enum.GetNames<AutomationAuthor>(),
        _ => [],
    };

    public static IReadOnlyList<AutomationTest> Tests(AutomationField field) =>
        field == AutomationField.Priority ? [AutomationTest.Is, AutomationTest.IsNot, AutomationTest.AtLeast] : [AutomationTest.Is, AutomationTest.IsNot];
}
