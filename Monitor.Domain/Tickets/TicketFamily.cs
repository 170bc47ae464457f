namespace Monitor.Domain.Tickets;

/// <summary>Parents and children: a ticket has at most one parent, there are no circles, and a family is not deeper than people can follow.</summary>
public static class TicketFamily
{
    /// <summary>A ticket, its children, theirs, and once more.</summary>
    public const int DeepestLevel = 4;

    /// <summary>Why one ticket cannot become the child of another; null when it can.</summary>
    /// <param name="above">The parent to be and those above it, nearest first.</param>
    /// <param name="levelsBelow">How many levels stand below the child: 0 when it has no children.</param>
    public static string? Refuse(int childId, IReadOnlyList<int> above, int levelsBelow) =>
        above.Contains(childId) ? "A ticket cannot stand below itself. Take it out of its parent first."
        : above.Count + 1 + levelsBelow > DeepestLevel ? $"Parents and children are at most {DeepestLevel} levels deep. Choose one further up."
        : null;
}
