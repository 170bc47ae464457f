using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Mail;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Web.Intake.Mail;

/// <summary>
/// Puts a mail on the ticket that it answers, else makes a ticket of it, by the rules of the desks: a mail may nothing that its sender may not. A closed ticket
/// is never changed: a new one follows it.
/// </summary>
public sealed class MailTickets(TicketWork work, TicketDesk desk, OpeningDesk opening, ConversationDesk conversation, TimeProvider time)
{
    /// <param name="mailKey">Names the mail; each step's key is made of it.</param>
    /// <returns>What became of it, and the key of the entry that it made.</returns>
    internal async Task<(MailOutcome Outcome, Guid? Key)> PutAsync(
        MonitorDb db, Actor person, IncomingMail mail, AttachmentRules rules, string mailKey, CancellationToken cancellationToken)
    {
        var (answerKey, openKey) = (MailDesk.Key(mailKey, "answer"), MailDesk.Key(mailKey, "open"));
        if (await work.DoneBeforeAsync(openKey, cancellationToken) is { } opened)
        {
            return (Outcome(MailFate.Opened, opened), openKey);
        }

        var answered = await AnsweredTicket.FindAsync(db, person, mail, cancellationToken);
        var before = await work.DoneBeforeAsync(answerKey, cancellationToken);
        if (before is { } number && (answered is null || answered.Number != number || IsOver(answered)))
        {
            // Whatever became of the ticket meanwhile, the words are on it.
            return (Outcome(MailFate.Answered, number), answerKey);
        }

        if (answered is not null && !IsOver(answered))
        {
            var outcome = await AnswerAsync(person, answered, MailWords.Of(mail, rules, isReply: true), answerKey, cancellationToken);
            if (outcome.IsDone)
            {
                await ReopenAsync(person, answered, MailDesk.Key(mailKey, "reopen"), cancellationToken);
                return (Outcome(MailFate.Answered, answered.Number), answerKey);
            }

            if (outcome.Result == TicketResult.Conflict)
            {
                return (new(MailFate.Later, outcome.Message), null);
            }
        }

        return await OpenAsync(person, mail, MailWords.Of(mail, rules, isReply: answered is not null), answered?.Number, openKey, cancellationToken);
    }

    /// <summary>Words of the requester are for everybody on the ticket; of others those that answer the requester's words are, and the rest is internal.</summary>
    private async Task<TicketOutcome> AnswerAsync(Actor person, AnsweredTicket ticket, MailWords words, Guid key, CancellationToken cancellationToken)
    {
        var command = new TicketCommand(ticket.Number, key);
        var reply = new NewReply { Text = words.Text, Files = words.Files, IsInternal = !ticket.IsRequester && !ticket.IsForRequester };
        var outcome = await conversation.ReplyAsync(person, command, reply, cancellationToken);
        return outcome.Result == TicketResult.Invalid && words.Files.Count > 0
            ? await conversation.ReplyAsync(person, command, reply with { Text = words.WithoutFiles(outcome.Message).Text, Files = [] }, cancellationToken)
            : outcome;
    }

    private async Task ReopenAsync(Actor person, AnsweredTicket ticket, Guid key, CancellationToken cancellationToken)
    {
        if (ticket is { State: TicketState.Resolved, IsRequester: true })
        {
            await desk.MoveAsync(person, new TicketCommand(ticket.Number, key), TicketState.Open, "The requester answered by mail.", cancellationToken);
        }
    }

    private async Task<(MailOutcome Outcome, Guid? Key)> OpenAsync(
        Actor person, IncomingMail mail, MailWords words, int? follows, Guid key, CancellationToken cancellationToken)
    {
        var wish = new NewTicket(MailWords.Title(mail), words.Text, null, null, key) { Source = TicketSource.Mail, FollowsNumber = follows };
        var opened = await opening.OpenAsync(person, wish, words.Files, cancellationToken);
        if (opened.Result == TicketResult.Invalid && words.Files.Count > 0)
        {
            opened = await opening.OpenAsync(person, wish with { Description = words.WithoutFiles(opened.Message).Text }, [], cancellationToken);
        }

        if (!opened.IsDone)
        {
            return (new(opened.Result == TicketResult.Conflict ? MailFate.Later : MailFate.Refused, opened.Message), null);
        }

        return (Outcome(MailFate.Opened, opened.Number), key);
    }

    private static MailOutcome Outcome(MailFate fate, int number) => new(fate, fate == MailFate.Opened ? $"It is ticket #{number}." : $"It is on ticket #{number}.", number);

    private bool IsOver(AnsweredTicket ticket) =>
        ticket.State == TicketState.Closed || (ticket.IsRequester && TicketMoves.IsTooLateToReopen(ticket.State, ticket.ResolvedAt, time.GetUtcNow()));
}
