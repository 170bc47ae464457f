namespace Monitor.Domain.RootCause.Similar;

/// <summary>An earlier ticket that is like another one, why, and what ended it.</summary>
/// <param name="Fix">Null while it is not done.</param>
public sealed record SimilarTicket(int Number, string Title, string State, DateTimeOffset CreatedAt, DateTimeOffset? ResolvedAt, TicketLikeness Likeness, TicketFix? Fix)
{
    /// <summary>So many are shown with a pack and in a report.</summary>
    public const int Shown = 3;
}
