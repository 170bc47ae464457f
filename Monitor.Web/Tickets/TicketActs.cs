using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>What a command did to a ticket in memory: the entry to write, what the audit says and whom it names, or why nothing happened.</summary>
internal sealed record TicketAct(TicketOutcome Outcome, TicketEntry? Entry = null, object? Before = null, object? After = null, IReadOnlyList<int>? Named = null)
{
    /// <summary>What kind of news it is, where the entry and the changed fields do not say it.</summary>
    public TicketNewsKind? What { get; init; }
}

/// <summary>The rules of each command on a ticket, apart from fetching and saving.</summary>
internal static class TicketActs
{
    public static TicketAct Move(TicketJournal journal, Actor actor, Ticket ticket, TicketState state, string reason, bool stillFires, Guid key)
    {
        var from = ticket.State;
        if (from == state)
        {
            return new(TicketOutcome.Done(ticket.Number));
        }

        if (MoveRefusal(actor, ticket, state) is { } refused)
        {
            return new(refused);
        }

        if (state == TicketState.Open && !actor.May(Permissions.TicketsWork) && TicketMoves.IsTooLateToReopen(from, ticket.ResolvedAt, journal.Now))
        {
            return new(TicketOutcome.Invalid($"This ticket was solved more than {TicketMoves.ReopenWindow.TotalDays:0} days ago. Open a new ticket that follows it."));
        }

        if (state == TicketState.Pending)
        {
            return TicketPending.Pend(journal, actor, ticket, ticket.RequesterUserId is null ? PendingReason.Vendor : PendingReason.Customer, null, reason, key);
        }

        var why = TicketText.Clean(reason);
        if (why.Length > TicketText.ReasonLength)
        {
            return new(TicketOutcome.Invalid($"The reason is longer than {TicketText.ReasonLength} characters. Shorten it."));
        }

        if (stillFires && (state is TicketState.Resolved or TicketState.Closed) && why.Length == 0)
        {
            return new(TicketOutcome.Invalid("The problem behind this ticket still fires. Say why it is done all the same."));
        }

        ticket.MoveTo(state, journal.Now);
        var text = $"State: {from} → {state}.{(why.Length == 0 ? "" : $" {why}")}";
        var entry = journal.Entry(ticket, actor, TicketEntryKind.Change, text, key);
        return new(TicketOutcome.Done(ticket.Number), entry, new { State = from.ToString() }, new { State = state.ToString(), Reason = why });
    }

    /// <summary>Why this person cannot move the ticket there; null when the table of moves lets them.</summary>
    public static TicketOutcome? MoveRefusal(Actor actor, Ticket ticket, TicketState to) =>
        !TicketMoves.Exists(ticket.State, to)
            ? TicketOutcome.Invalid($"A ticket cannot move from {ticket.State} to {to}. Possible: {string.Join(", ", TicketMoves.From(ticket.State, Everything, true))}.")
        : !TicketMoves.Allows(ticket.State, to, Permissions.All.Where(actor.May).ToHashSet(), ticket.RequesterUserId == actor.UserId)
            ? TicketOutcome.Refused($"move a ticket from {ticket.State} to {to}")
        : null;

    public static TicketAct Prioritise(TicketJournal journal, Actor actor, Ticket ticket, TicketPriority priority, Guid key)
    {
        if (!actor.May(Permissions.TicketsWork))
        {
            return new(TicketOutcome.Refused("change priorities"));
        }

        var from = ticket.Priority;
        if (from == priority)
        {
            return new(TicketOutcome.Done(ticket.Number));
        }

        ticket.Priority = priority;
        var entry = journal.Entry(ticket, actor, TicketEntryKind.Change, $"Priority: {from} → {priority}.", key);
        return new(TicketOutcome.Done(ticket.Number), entry, new { Priority = from.ToString() }, new { Priority = priority.ToString() });
    }

    /// <summary>Whoever works on tickets may take one that is nobody's and give back the own; to give it to others is for leads.</summary>
    public static TicketAct Assign(TicketJournal journal, Actor actor, Ticket ticket, NamedPerson? assignee, Guid key)
    {
        var from = ticket.AssigneeUserId;
        if (from == assignee?.UserId)
        {
            return new(TicketOutcome.Done(ticket.Number));
        }

        var takes = assignee?.UserId == actor.UserId && from is null;
        var givesBack = assignee is null && from == actor.UserId;
        if (!actor.May(Permissions.TicketsAssign) && !(actor.May(Permissions.TicketsWork) && (takes || givesBack)))
        {
            return new(TicketOutcome.Refused("assign tickets to others"));
        }

        ticket.AssigneeUserId = assignee?.UserId;
        var text = assignee is null ? "Assigned to nobody." : $"Assigned to {assignee.Name}.";
        var entry = journal.Entry(ticket, actor, TicketEntryKind.Change, text, key);
        return new(TicketOutcome.Done(ticket.Number), entry, new { AssigneeUserId = from }, new { ticket.AssigneeUserId });
    }

    /// <summary>Somebody has it in hand: no repeats, but still the step to critical. A ticket that is nobody's becomes the own.</summary>
    /// <param name="until">When it ends by itself; null: with the ticket.</param>
    public static TicketAct Acknowledge(TicketJournal journal, Actor actor, Ticket ticket, string note, DateTimeOffset? until, Guid key)
    {
        if (HoldRefusal(journal, actor, ticket, note, until) is { } refusal)
        {
            return new(refusal);
        }

        var before = new { ticket.AcknowledgedUntil, ticket.AcknowledgedByUserId, ticket.AssigneeUserId };
        ticket.Acknowledge(actor.UserId, TicketText.Clean(note), until, journal.Now);
        var takes = ticket.AssigneeUserId is null;
        ticket.AssigneeUserId ??= actor.UserId;
        var text = $"Acknowledged{Until(until)}{(takes ? " and took the ticket" : "")}.{Sentence(ticket.AcknowledgedNote)}";
        return new(
            TicketOutcome.Done(ticket.Number), journal.Entry(ticket, actor, TicketEntryKind.Change, text, key), before,
            new { Acknowledged = true, ticket.AcknowledgedUntil, Note = ticket.AcknowledgedNote, ticket.AssigneeUserId });
    }

    public static TicketAct Snooze(TicketJournal journal, Actor actor, Ticket ticket, string note, DateTimeOffset until, Guid key)
    {
        if (HoldRefusal(journal, actor, ticket, note, until) is { } refusal)
        {
            return new(refusal);
        }

        var before = new { ticket.SnoozedUntil };
        ticket.Snooze(actor.UserId, TicketText.Clean(note), until, journal.Now);
        var entry = journal.Entry(ticket, actor, TicketEntryKind.Change, $"Snoozed{Until(until)}.{Sentence(ticket.SnoozeNote)}", key);
        return new(TicketOutcome.Done(ticket.Number), entry, before, new { ticket.SnoozedUntil, Note = ticket.SnoozeNote });
    }

    /// <summary>Ends an acknowledgement or a snooze; nothing happens where there is none.</summary>
    public static TicketAct Release(TicketJournal journal, Actor actor, Ticket ticket, bool isSnooze, Guid key)
    {
        if (!actor.May(Permissions.TicketsWork))
        {
            return new(TicketOutcome.Refused(isSnooze ? "wake up tickets" : "take back acknowledgements"));
        }

        if ((isSnooze ? ticket.SnoozedAt : ticket.AcknowledgedAt) is null)
        {
            return new(TicketOutcome.Done(ticket.Number));
        }

        object before = isSnooze ? new { ticket.SnoozedUntil } : new { ticket.AcknowledgedByUserId, ticket.AcknowledgedUntil };
        if (isSnooze)
        {
            ticket.WakeUp();
        }
        else
        {
            ticket.Release();
        }

        var entry = journal.Entry(ticket, actor, TicketEntryKind.Change, isSnooze ? "No longer snoozed." : "No longer acknowledged.", key);
        return new(TicketOutcome.Done(ticket.Number), entry, before, isSnooze ? new { Snoozed = false } : new { Acknowledged = false });
    }

    private static TicketOutcome? HoldRefusal(TicketJournal journal, Actor actor, Ticket ticket, string note, DateTimeOffset? until) =>
        !actor.May(Permissions.TicketsWork) ? TicketOutcome.Refused("acknowledge or snooze tickets")
        : ticket.State is TicketState.Resolved or TicketState.Closed ? TicketOutcome.Invalid("This ticket is done. Reopen it first.")
        : TicketText.Clean(note).Length > Ticket.NoteLength ? TicketOutcome.Invalid($"The note is longer than {Ticket.NoteLength} characters. Shorten it.")
        : until <= journal.Now || until - journal.Now > Ticket.LongestHold
            ? TicketOutcome.Invalid($"Choose an end after now and within {Ticket.LongestHold.TotalDays:0} days.")
        : null;

    private static string Until(DateTimeOffset? until) =>
        until is { } at ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" until {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "";

    private static string Sentence(string note) => note.Length == 0 ? "" : $" {note}";

    private static IReadOnlySet<string> Everything { get; } = new HashSet<string>(Permissions.All);
}
