using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>What people say on tickets: answers, notes and files in one act, and changes of the own words.</summary>
public sealed class ConversationDesk(IDbContextFactory<MonitorDb> contexts, TicketJournal journal, TicketWork work, AttachmentRules rules)
{
    private const int Suggested = 8;

    /// <summary>Text and files become one entry, all of it or nothing.</summary>
    public Task<TicketOutcome> ReplyAsync(Actor actor, TicketCommand command, NewReply reply, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command with { Version = null }, async (db, ticket) =>
        {
            if (Replies.Refusal(actor, ticket, reply) is { } refusal)
            {
                return new TicketAct(refusal);
            }

            var files = rules.Check(reply.Files, out var error);
            if ((error ?? await rules.RoomErrorAsync(db, ticket, files, cancellationToken)) is { } wrong)
            {
                return new TicketAct(TicketOutcome.Invalid(wrong));
            }

            var text = files.Count > 0 && TicketText.Clean(reply.Text).Length == 0 ? AttachmentRules.Say(files) : reply.Text;
            var act = await Replies.WriteAsync(db, journal, actor, ticket, reply with { Text = text }, command.Key, cancellationToken);
            if (act.Entry is not { } entry || files.Count == 0)
            {
                return act;
            }

            rules.Add(db, actor, ticket, entry, files);
            return act with { After = new { Comment = true, Internal = reply.IsInternal, reply.SpentMinutes, Files = AttachmentRules.Describe(files) } };
        }, cancellationToken);

    /// <param name="basedOn">When the text that was looked at was changed last; null: never.</param>
    public Task<TicketOutcome> EditAsync(
        Actor actor, TicketCommand command, long entryId, string text, DateTimeOffset? basedOn, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command with { Version = null }, (db, ticket) =>
            Replies.EditAsync(db, journal, actor, ticket, entryId, text, basedOn, command.Key, cancellationToken), cancellationToken);

    /// <summary>True when a command with this key was done: what a page that lost its connection still shows was sent.</summary>
    public async Task<bool> IsDoneAsync(Guid key, CancellationToken cancellationToken) => await work.DoneBeforeAsync(key, cancellationToken) is not null;

    /// <summary>Whom an @ and these letters may mean: people who may see the ticket, the first few by name. Only for those who work on tickets.</summary>
    public async Task<IReadOnlyList<NamedPerson>> SuggestAsync(Actor actor, int number, string letters, bool isInternal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ticket = actor.May(Permissions.TicketsWork) && letters.Length <= 64
            ? await db.Tickets.AsNoTracking().VisibleTickets(actor, db).SingleOrDefaultAsync(t => t.Number == number, cancellationToken)
            : null;
        if (ticket is null)
        {
            return [];
        }

        var start = LikePattern.Exact(letters);
        var candidates = db.Users.Where(u => u.Id != actor.UserId
            && (EF.Functions.ILike(u.UserName!, start + "%") || EF.Functions.ILike(u.DisplayName, start + "%") || EF.Functions.ILike(u.DisplayName, "% " + start + "%")));
        return await TicketAudience.OfAsync(db, ticket, candidates, isInternal, Suggested, cancellationToken);
    }
}
