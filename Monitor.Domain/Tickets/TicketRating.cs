using Monitor.Domain.Access;

namespace Monitor.Domain.Tickets;

/// <summary>What the requester said of how it was solved. Asked for once, by a link that counts once.</summary>
public sealed class TicketRating
{
    public const int CommentLength = 2000;
    public const int Worst = 1;
    public const int Best = 5;

    /// <summary>Where a link leads, before its secret.</summary>
    public const string Path = "/rate/";

    /// <summary>How long a link counts, and how long after it was solved a ticket is asked about.</summary>
    public static readonly TimeSpan ValidFor = TimeSpan.FromDays(14);

    public int Id { get; set; }

    public int TicketId { get; set; }

    public required byte[] SecretHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>1 (bad) to 5 (good); null: not said yet.</summary>
    public int? Score { get; set; }

    public string Comment { get; set; } = "";

    public DateTimeOffset? RatedAt { get; set; }

    /// <summary>A question that nobody has answered yet. Only the hash of its secret is kept.</summary>
    /// <param name="secret">A new one of <see cref="Secret.NewText"/>.</param>
    public static TicketRating Ask(int ticketId, string secret, DateTimeOffset now) =>
        new() { TicketId = ticketId, SecretHash = Secret.Hash(secret), CreatedAt = now, ExpiresAt = now + ValidFor };

    /// <summary>The path of the link, once the question has its id.</summary>
    public string Link(string secret) => Path + new Secret(Secret.RatingPrefix, Id, secret).Format();
}

/// <summary>Which tickets their requester can be asked about.</summary>
public static class UnratedTickets
{
    /// <summary>Those that were solved lately and not rated since then. What went on in another ticket is asked about there.</summary>
    public static IQueryable<Ticket> Unrated(this IQueryable<Ticket> tickets, IQueryable<TicketRating> ratings, DateTimeOffset now)
    {
        var since = now - TicketRating.ValidFor;
        return tickets.Where(t => (t.State == TicketState.Resolved || t.State == TicketState.Closed) && t.MergedIntoId == null && t.ResolvedAt >= since
            && !ratings.Any(r => r.TicketId == t.Id && r.RatedAt >= t.ResolvedAt));
    }
}
