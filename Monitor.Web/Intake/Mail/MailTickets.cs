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
public sealed class MailTickets(TicketDesk desk, OpeningDesk opening, ConversationDesk conversation, TimeProvider time)
{
    /// <param name="mailKey">Names the mail; each step's key is made of it.</param>
    /// <returns>What became of it, and the key of the entry that it made.</returns>
    internal async Task<(MailOutcome Outcome, Guid? Key)> PutAsync(
        MonitorDb db, Actor person, IncomingMail mail, AttachmentRules rules, string mailKey, CancellationToken cancellationToken)
    {
        var answered = await AnsweredTicket.FindAsync(db, person, mail, cancellationToken);
        if (answered is not null && !IsOver(answered))
        {
            var key = MailDesk.Key(mailKey, "answer");
            var outcome = await AnswerAsync(person, answered, MailWords.Of(mail, rules, isReply: true), key, cancellationToken);
            if (outcome.IsDone)
            {
                await ReopenAsync(person, answered, MailDesk.Key(mailKey, "reopen"), cancellationToken);
                return (new(MailFate.Answered, $"It is on ticket #{answered.Number}.", answered.Number), key);
            }
        }

        return await OpenAsync(person, mail, MailWords.Of(mail, rules, isReply: answered is not null), answered?.Number, mailKey, cancellationToken);
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
        Actor person, IncomingMail mail, MailWords words, int? follows, string mailKey, CancellationToken cancellationToken)
    {
        var key = MailDesk.Key(mailKey, "open");
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

        return (new(MailFate.Opened, $"It is ticket #{opened.Number}.", opened.Number), key);
    }

    private bool IsOver(AnsweredTicket ticket) =>
        ticket.State == TicketState.Closed || (ticket.IsRequester && TicketMoves.IsTooLateToReopen(ticket.State, ticket.ResolvedAt, time.GetUtcNow()));
}
