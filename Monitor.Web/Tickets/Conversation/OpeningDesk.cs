using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Opens a ticket together with its files, all of it or nothing: where one file is refused, no ticket is opened and the sentence says which.</summary>
public sealed class OpeningDesk(TicketDesk desk, AttachmentRules rules)
{
    public async Task<TicketOutcome> OpenAsync(Actor actor, NewTicket wish, IReadOnlyList<NewFile> files, CancellationToken cancellationToken)
    {
        var good = rules.Check(files, out var error);
        if ((error ?? rules.RoomError([], good)) is { } wrong)
        {
            return TicketOutcome.Invalid(wrong);
        }

        return await desk.OpenAsync(
            actor, wish,
            (db, ticket, entry) =>
            {
                rules.Add(db, actor, ticket, entry, good);
                return good.Count == 0 ? null : AttachmentRules.Describe(good);
            },
            cancellationToken);
    }
}
