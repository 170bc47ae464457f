namespace Monitor.Web.Tickets;

/// <summary>Which of the things that can hang on a ticket it has at all: asked with the ticket, so that the rest is read only where there is something.</summary>
internal sealed record TicketHas(bool Problems, bool StillFires, bool Fields, bool Tags, bool Hosts, bool Watchers, bool Checks, bool Relatives, bool Clocks);
