using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>One change of a ticket that is about to be saved: who, from which state, with which entry.</summary>
/// <param name="IsAutomatic">A trigger made it, or it follows from what one did: it starts no further ones.</param>
internal sealed record TicketChange(Actor Actor, TicketState Before, TicketEntry Entry, bool IsNew = false, bool IsAutomatic = false);
