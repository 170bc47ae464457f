namespace Monitor.Domain.StatusReports;

/// <summary>Tickets that are not done.</summary>
/// <param name="Open">How many.</param>
/// <param name="ByPriority">Most urgent first; priorities without a ticket are not in it.</param>
/// <param name="First">Most urgent first, then oldest first.</param>
public sealed record StatusTickets(int Open, IReadOnlyList<StatusCount> ByPriority, StatusList<StatusTicket> First);

/// <summary>One of them.</summary>
/// <param name="Host">Empty where there is none, or it is not the reader's to see.</param>
/// <param name="Assignee">Empty where nobody works on it.</param>
public sealed record StatusTicket(int Number, string Title, string Priority, string State, string Host, string Assignee, DateTimeOffset CreatedAt);

/// <summary>Causes that were found.</summary>
/// <param name="Without">Problems of the same time for which no credible cause was found.</param>
public sealed record StatusCauses(StatusList<StatusCause> Found, int Without);

/// <summary>The most probable cause of a problem, as it was ranked last.</summary>
/// <param name="At">When it was ranked.</param>
/// <param name="Ticket">The number of the ticket, where the reader may see it.</param>
/// <param name="Cause">In words.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="IsSupported">More than a correlation speaks for it.</param>
/// <param name="Verdict">What people said of it, in words.</param>
public sealed record StatusCause(DateTimeOffset At, int? Ticket, int HostId, string Host, string Problem, string Cause, double Confidence, bool IsSupported, string Verdict);
