using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>One change of a ticket that is about to be saved: who, from which state, with which entry.</summary>
internal sealed record TicketChange(Actor Actor, TicketState Before, TicketEntry Entry, bool IsNew = false);
