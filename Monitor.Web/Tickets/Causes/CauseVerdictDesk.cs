using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Causes;

/// <summary>What a person says was the true cause.</summary>
/// <param name="Rank">Of the finding that was right; where the run found nothing, 1 says that there was nothing.</param>
/// <param name="Run">The run that the person was looking at; null: the newest.</param>
/// <param name="Words">What it was instead.</param>
public sealed record CauseWish(VerdictKind Kind, int Rank = 1, int? Run = null, string Words = "");

/// <summary>Takes the true cause of a ticket's problem, from those who work on tickets. It is what the confidence is calibrated by; a later answer replaces it.</summary>
public sealed class CauseVerdictDesk(TicketJournal journal, TicketWork work)
{
    public Task<TicketOutcome> AnswerAsync(Actor actor, TicketCommand command, CauseWish wish, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command with { Version = null }, TicketWay.AlsoClosed, async (db, ticket) =>
        {
            if (!actor.May(Permissions.TicketsWork))
            {
                return new TicketAct(TicketOutcome.Refused("say what the cause was"));
            }

            if (await CauseQueries.ProblemAsync(db, ticket.Id, cancellationToken) is not { } problem)
            {
                return new TicketAct(TicketOutcome.Invalid("This ticket came from no problem, so no cause was looked for."));
            }

            var (_, rows) = await CauseQueries.NewestAsync(db, problem.Id, wish.Run, cancellationToken);
            if (rows.Count == 0)
            {
                return new TicketAct(TicketOutcome.Invalid("No cause has been looked for yet. Answer when the findings are there."));
            }

            var words = PlainLine.Of(wish.Words, CauseVerdict.WordsLength);
            var chosen = wish.Kind == VerdictKind.Finding ? rows.FirstOrDefault(r => r.Rank == wish.Rank) : null;
            var shown = chosen is null ? null : (await CauseQueries.LinesAsync(db, actor, ticket.HostId, [chosen], cancellationToken))[0];
            return wish.Kind == VerdictKind.Finding && shown is null or { IsHidden: true } ? new TicketAct(TicketOutcome.Invalid("There is no such finding. Choose one of those that are shown."))
                : wish.Kind == VerdictKind.Other && words.Length == 0 ? new TicketAct(TicketOutcome.Invalid($"Say in 1 to {CauseVerdict.WordsLength} characters what it was."))
                : await WriteAsync(db, actor, ticket, command.Key, Of(actor, ticket, problem.Id, wish.Kind, rows[0], chosen, words), Text(wish.Kind, chosen, ticket.HostId, words), cancellationToken);
        }, cancellationToken);

    private CauseVerdict Of(Actor actor, Ticket ticket, int problemId, VerdictKind kind, Finding first, Finding? chosen, string words) => new()
    {
        TicketId = ticket.Id, ProblemId = problemId, Kind = kind, CauseKey = chosen?.CauseKey, Rank = chosen?.Rank ?? 0, Words = kind == VerdictKind.Other ? words : "",
        Method = first.Method, Score = first.Score, Confidence = first.Confidence, UserId = actor.UserId, At = journal.Now,
    };

    /// <summary>Who reads the ticket need not be allowed to see the other host.</summary>
    private static string Text(VerdictKind kind, Finding? chosen, int? ownHostId, string words) => kind switch
    {
        VerdictKind.Other => $"True cause: {words}",
        VerdictKind.Unknown => "True cause: not known.",
        _ when chosen!.CauseKey == RankedCause.None => "True cause: as was found, nothing that is measured.",
        _ => chosen!.HostId is { } host && host != ownHostId ? $"True cause: finding {chosen.Rank}, on another host." : $"True cause: {chosen.Sentence}",
    };

    private async Task<TicketAct> WriteAsync(MonitorDb db, Actor actor, Ticket ticket, Guid key, CauseVerdict verdict, string text, CancellationToken cancellationToken)
    {
        var old = await db.CauseVerdicts.SingleOrDefaultAsync(v => v.TicketId == ticket.Id, cancellationToken);
        object? before = old is null ? null : new { TrueCause = old.Kind.ToString(), old.CauseKey, old.Words };
        if (old is not null && (old.Kind, old.CauseKey, old.Words) == (verdict.Kind, verdict.CauseKey, verdict.Words))
        {
            return new TicketAct(TicketOutcome.Done(ticket.Number));
        }

        if (old is null)
        {
            db.CauseVerdicts.Add(verdict);
        }
        else
        {
            db.Entry(old).CurrentValues.SetValues(verdict);
        }

        var entry = journal.Entry(ticket, actor, TicketEntryKind.Change, text, key, isInternal: true);
        return new TicketAct(TicketOutcome.Done(ticket.Number), entry, before, new { TrueCause = verdict.Kind.ToString(), verdict.CauseKey, verdict.Words });
    }
}
