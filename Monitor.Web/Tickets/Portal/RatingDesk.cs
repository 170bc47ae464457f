using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Portal;

/// <summary>What a rating link asks about.</summary>
public sealed record RatingQuestion(int Number, string Title);

/// <summary>
/// Asks the requester how a ticket was solved. The link is the right to answer, once: its secret is kept as a hash, ends after two weeks, and is used up by
/// the answer and not by looking at it. The answer is a change of the ticket as any other, by the requester.
/// </summary>
public sealed class RatingDesk(IDbContextFactory<MonitorDb> contexts, TicketJournal journal, TicketWork work, TimeProvider time)
{
    public const int MostUnanswered = 10;

    private const string Broken = "This link is not complete, or too old. Sign in and rate the ticket on its page.";
    private const string Used = "This ticket has been rated already, and a link counts once. Thank you.";
    private const string OpenAgain = "This ticket is open again. You are asked anew when it is solved.";

    /// <summary>A new link for the requester at the screen.</summary>
    public async Task<(string? Link, string Problem)> AskAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var own = db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number && t.RequesterUserId != null && t.RequesterUserId == actor.UserId);
        if (!await own.AnyAsync(cancellationToken))
        {
            return (null, TicketOutcome.NotFound.Message);
        }

        var ticketId = await own.Unrated(db.TicketRatings, time.GetUtcNow()).Select(t => (int?)t.Id).SingleOrDefaultAsync(cancellationToken);
        if (ticketId is null)
        {
            return (null, "Only a ticket that was solved in the last two weeks can be rated, once.");
        }

        // Whoever presses the button again and again fills no table.
        var older = db.TicketRatings.Where(r => r.TicketId == ticketId && r.RatedAt == null).OrderByDescending(r => r.Id).Skip(MostUnanswered - 1).Select(r => r.Id);
        await db.TicketRatings.Where(r => older.Contains(r.Id)).ExecuteDeleteAsync(cancellationToken);
        var secret = Secret.NewText();
        var question = TicketRating.Ask(ticketId.Value, secret, time.GetUtcNow());
        db.TicketRatings.Add(question);
        await db.SaveChangesAsync(cancellationToken);
        return (question.Link(secret), "");
    }

    /// <summary>What a link asks about; looking changes nothing. Null: why it does not count (any more), as a sentence.</summary>
    public async Task<(RatingQuestion? Question, string Problem)> FindAsync(string link, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await RowAsync(db, link, cancellationToken) is not { } row)
        {
            return (null, Broken);
        }

        var ticket = await db.Tickets.AsNoTracking().SingleAsync(t => t.Id == row.TicketId, cancellationToken);
        var problem = await RefuseAsync(db, row, ticket, cancellationToken);
        return problem is null ? (new RatingQuestion(ticket.Number, ticket.Title), "") : (null, problem);
    }

    /// <summary>Counts an answer. Returns why not as a sentence, or null when it is done.</summary>
    public async Task<string?> RateAsync(string link, int score, string? comment, string address, CancellationToken cancellationToken)
    {
        var said = TicketText.Clean(comment);
        if (score is < TicketRating.Worst or > TicketRating.Best || said.Length > TicketRating.CommentLength)
        {
            return $"Choose one of the five buttons, and say at most {TicketRating.CommentLength} characters.";
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await RowAsync(db, link, cancellationToken) is not { } found)
        {
            return Broken;
        }

        var ticket = await db.Tickets.AsNoTracking().SingleAsync(t => t.Id == found.TicketId, cancellationToken);
        var requester = (await AccessGate.OfAsync(db, ticket.RequesterUserId is { } id ? [id] : [], cancellationToken)).SingleOrDefault();
        if (requester is null || !requester.May(Permissions.PortalUse))
        {
            return Broken;
        }

        // One at a time: of two that come at once, the second finds what the first has said.
        var outcome = await work.ChangeAsync(
            requester with { Address = address }, new TicketCommand(ticket.Number, Guid.NewGuid()), TicketWay.AlsoClosed | TicketWay.Wide,
            async (mine, changed) =>
            {
                var row = await mine.TicketRatings.SingleAsync(r => r.Id == found.Id, cancellationToken);
                if (await RefuseAsync(mine, row, changed, cancellationToken) is { } problem)
                {
                    return new TicketAct(TicketOutcome.Invalid(problem));
                }

                (row.Score, row.Comment, row.RatedAt) = (score, said, journal.Now);
                var text = $"Rated {score} of {TicketRating.Best}: {PortalWords.Score(score).ToLowerInvariant()}.{(said.Length == 0 ? "" : "\n" + said)}";
                return new TicketAct(
                    TicketOutcome.Done(changed.Number), journal.Entry(changed, requester, TicketEntryKind.Change, text, null), null, new { Rated = score, Comment = said });
            },
            cancellationToken);
        return outcome.IsDone ? null : outcome.Message;
    }

    private async Task<string?> RefuseAsync(MonitorDb db, TicketRating row, Ticket ticket, CancellationToken cancellationToken) =>
        row.RatedAt is not null || await db.TicketRatings.AnyAsync(r => r.TicketId == ticket.Id && r.RatedAt >= ticket.ResolvedAt, cancellationToken) ? Used
        : row.ExpiresAt <= time.GetUtcNow() || ticket.MergedIntoId is not null ? Broken
        : !TicketMoves.IsDone(ticket.State) ? OpenAgain
        : null;

    private static async Task<TicketRating?> RowAsync(MonitorDb db, string link, CancellationToken cancellationToken)
    {
        if (!Secret.TryParse(link, Secret.RatingPrefix, out var secret))
        {
            return null;
        }

        var row = await db.TicketRatings.AsNoTracking().SingleOrDefaultAsync(r => r.Id == secret.Id, cancellationToken);
        var matches = secret.Matches(row?.SecretHash ?? new byte[32]);
        return matches ? row : null;
    }
}
