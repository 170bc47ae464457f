using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>
/// How a part of a ticket's page has something done: for whoever is at the screen at that moment, with the key and the version of the page, which then tells
/// the outcome and shows the ticket anew.
/// </summary>
public delegate Task<TicketOutcome?> TicketRun(Func<Actor, TicketCommand, Task<TicketOutcome>> act);
