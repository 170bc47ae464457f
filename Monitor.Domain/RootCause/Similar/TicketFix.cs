using Monitor.Domain.Tickets;

namespace Monitor.Domain.RootCause.Similar;

/// <summary>What ended a ticket, in the words of whoever ended it.</summary>
/// <param name="IsByPerson">False: the problem ended and nobody said why.</param>
public sealed record TicketFix(string Text, bool IsByPerson)
{
    private static readonly TimeSpan Near = TimeSpan.FromHours(24);

    private static readonly string[] Ends = ["→ Resolved.", "→ Closed."];

    /// <summary>
    /// The reason given with the last move to Resolved or Closed; else the last comment of a person within a day before it; else that it ended by itself. Null while it is not done.
    /// </summary>
    /// <param name="entries">In their order.</param>
    /// <param name="requesterUserId">Whose comments ask rather than answer.</param>
    /// <param name="resolvedAt">When it was solved, for a ticket whose entries do not say it.</param>
    public static TicketFix? Of(IReadOnlyList<TicketEntry> entries, int? requesterUserId, DateTimeOffset? resolvedAt = null)
    {
        var at = -1;
        for (var i = entries.Count - 1; i >= 0 && at < 0; i--)
        {
            at = entries[i].Kind is TicketEntryKind.Change or TicketEntryKind.Report && Ends.Any(e => entries[i].Text.Contains(e, StringComparison.Ordinal)) ? i : -1;
        }

        if (at < 0)
        {
            return resolvedAt is { } solved && LastWord(entries.Where(e => e.At <= solved), solved, requesterUserId) is { } said ? new TicketFix(said.Text, true) : null;
        }

        var end = entries[at];
        if (end.UserId is not null && Reason(end.Text) is { Length: > 0 } reason)
        {
            return new TicketFix(reason, true);
        }

        var comment = LastWord(entries.Take(at), end.At, requesterUserId);
        return comment is not null ? new TicketFix(comment.Text, true)
            : end.UserId is null ? new TicketFix("It ended by itself; nobody noted why.", false)
            : new TicketFix("It was called done; nobody noted why.", false);
    }

    private static TicketEntry? LastWord(IEnumerable<TicketEntry> entries, DateTimeOffset until, int? requesterUserId) =>
        entries.LastOrDefault(e => e.Kind == TicketEntryKind.Comment && e.UserId is not null && e.UserId != requesterUserId && until - e.At <= Near);

    private static string Reason(string text)
    {
        var end = Ends.Select(e => (At: text.LastIndexOf(e, StringComparison.Ordinal), e.Length)).MaxBy(e => e.At);
        return text[(end.At + end.Length)..].Trim();
    }
}
