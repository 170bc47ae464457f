namespace Monitor.Domain.Tickets.Automation;

/// <summary>What is done to a ticket.</summary>
public enum AutomationDeed
{
    SetPriority,
    SetTeam,
    SetCategory,

    /// <summary>A certain person gets it.</summary>
    AssignTo,

    /// <summary>The next member of its team gets it, where nobody has it.</summary>
    AssignInTurn,

    /// <summary>The member of its team with the fewest tickets gets it, where nobody has it.</summary>
    AssignLeastLoaded,
    AssignToNobody,
    AddTag,
    RemoveTag,
    MoveTo,

    /// <summary>An internal note.</summary>
    Note,

    /// <summary>A public reply.</summary>
    Reply,

    /// <summary>A person watches it from now on.</summary>
    Watch,

    /// <summary>The people of its team are told.</summary>
    TellTeam,
}

/// <summary>One thing that is done.</summary>
/// <param name="Value">A name, an id in plain digits or <see cref="AutomationCondition.None"/>, a tag, or a text, by the deed; empty where none is needed.</param>
public sealed record AutomationAction(AutomationDeed Deed, string Value)
{
    public static bool IsById(AutomationDeed deed) => deed is AutomationDeed.SetTeam or AutomationDeed.SetCategory or AutomationDeed.AssignTo or AutomationDeed.Watch;

    public static bool IsText(AutomationDeed deed) => deed is AutomationDeed.Note or AutomationDeed.Reply;

    public static bool IsTag(AutomationDeed deed) => deed is AutomationDeed.AddTag or AutomationDeed.RemoveTag;

    public static bool HasValue(AutomationDeed deed) => deed is not (AutomationDeed.AssignInTurn or AutomationDeed.AssignLeastLoaded or AutomationDeed.AssignToNobody or AutomationDeed.TellTeam);

    /// <summary>What can be chosen; empty for deeds whose value is an id or a text, or that have none.</summary>
    public static IReadOnlyList<string> Choices(AutomationDeed deed) => deed switch
    {
        AutomationDeed.SetPriority => Enum.GetNames<TicketPriority>(),
        AutomationDeed.MoveTo => [.. Enum.GetNames<TicketState>().Where(s => s != nameof(TicketState.New))],
        _ => [],
    };
}
