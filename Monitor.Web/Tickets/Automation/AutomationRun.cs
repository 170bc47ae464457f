using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Editing;

namespace Monitor.Web.Tickets.Automation;

/// <summary>
/// Does the actions of one trigger or macro on one ticket, each by the rules that hold for the same thing done by hand, and gathers what is to be said of
/// them. An action that is refused has changed nothing.
/// </summary>
internal sealed partial class AutomationRun(MonitorDb db, TicketJournal journal, TicketConsequences consequences, Actor actor, Ticket ticket)
{
    private readonly EditNotes _notes = new();
    private readonly List<string> _said = [];
    private readonly List<int> _named = [];

    /// <summary>What it does starts no trigger.</summary>
    public bool IsTrigger { get; init; }

    public Dictionary<string, object?> Before => _notes.Before;

    public Dictionary<string, object?> After => _notes.After;

    /// <summary>Everybody who is told.</summary>
    public IReadOnlyList<int> Named => _named;

    public void Say(string sentence) => _said.Add(sentence);

    public string Text(string who)
    {
        var text = $"{who}: {(_said.Count == 0 ? "nothing was left to do." : string.Join(" ", _said))}";
        return WholeText.Cut(text, TicketEntry.TextLength);
    }

    /// <returns>Why not; null when it is as it was wanted.</returns>
    public async Task<TicketOutcome?> DoAsync(AutomationAction action, CancellationToken cancellationToken) => action.Deed switch
    {
        AutomationDeed.SetPriority => await EditAsync(new TicketEdit { Priority = Enum.Parse<TicketPriority>(action.Value) }, cancellationToken),
        AutomationDeed.SetTeam => await EditAsync(new TicketEdit { TeamId = new SetTo<int?>(Id(action)) }, cancellationToken),
        AutomationDeed.SetCategory => await EditAsync(new TicketEdit { CategoryId = new SetTo<int?>(Id(action)) }, cancellationToken),
        AutomationDeed.AssignTo => await AssignToAsync(Id(action), cancellationToken),
        AutomationDeed.AssignInTurn => await AssignByAsync(byLoad: false, cancellationToken),
        AutomationDeed.AssignLeastLoaded => await AssignByAsync(byLoad: true, cancellationToken),
        AutomationDeed.AssignToNobody => Assign(null, ""),
        AutomationDeed.AddTag or AutomationDeed.RemoveTag => await TagAsync(action, cancellationToken),
        AutomationDeed.MoveTo => await MoveAsync(Enum.Parse<TicketState>(action.Value), cancellationToken),
        AutomationDeed.Note or AutomationDeed.Reply => await WriteAsync(action, cancellationToken),
        AutomationDeed.Watch => await WatchAsync(Id(action) ?? 0, cancellationToken),
        _ => await TellTeamAsync(cancellationToken),
    };

    private async Task<TicketOutcome?> EditAsync(TicketEdit edit, CancellationToken cancellationToken)
    {
        var notes = new EditNotes();
        if (await TicketFieldEdit.ApplyAsync(db, ticket, edit, notes, journal.Now, cancellationToken) is { } error)
        {
            return TicketOutcome.Invalid(error);
        }

        foreach (var (field, before) in notes.Before)
        {
            Note(field, before, notes.After[field]);
        }

        if (!notes.IsEmpty)
        {
            Say(notes.Text);
        }

        return null;
    }

    private async Task<TicketOutcome?> AssignToAsync(int? userId, CancellationToken cancellationToken) =>
        await Assignees.Of(db, userId ?? 0).SingleOrDefaultAsync(cancellationToken) is { } person
            ? Assign(person, "")
            : TicketOutcome.Invalid("This person does not work on tickets (any more).");

    private async Task<TicketOutcome?> AssignByAsync(bool byLoad, CancellationToken cancellationToken) =>
        ticket.AssigneeUserId is not null ? null
        : ticket.TeamId is null ? TicketOutcome.Invalid("The ticket has no team.")
        : await AssignmentTurn.NextAsync(db, ticket, byLoad, cancellationToken) is { } person ? Assign(person, byLoad ? ", who has the fewest" : ", whose turn it is")
        : TicketOutcome.Invalid("Its team has nobody who works on tickets and sees this one.");

    private TicketOutcome? Assign(NamedPerson? person, string why)
    {
        var before = ticket.AssigneeUserId;
        var act = TicketActs.Assign(journal, actor, ticket, person, Guid.NewGuid());
        if (act.Outcome.IsDone && act.Entry is not null)
        {
            Note(nameof(Ticket.AssigneeUserId), before, ticket.AssigneeUserId);
            Say(person is null ? act.Entry.Text : $"Assigned to {person.Name}{why}.");
        }

        return Refusal(act);
    }

    private async Task<TicketOutcome?> TagAsync(AutomationAction action, CancellationToken cancellationToken)
    {
        var (before, after, error) = await AutomationRows.TagAsync(db, ticket, action.Value, action.Deed == AutomationDeed.AddTag, cancellationToken);
        if (before != after)
        {
            Note(TicketPartEdit.Tags, before, after);
            Say($"Tag {(action.Deed == AutomationDeed.AddTag ? "added" : "removed")}: {action.Value}.");
        }

        return error is null ? null : TicketOutcome.Invalid(error);
    }

    /// <summary>The requester reads what state the ticket is in, and not by which trigger or macro.</summary>
    private async Task<TicketOutcome?> MoveAsync(TicketState state, CancellationToken cancellationToken)
    {
        var stillFires = TicketMoves.IsDone(state) && await db.Problems.AnyAsync(p => p.TicketId == ticket.Id && p.EndedAt == null && p.Phase != ProblemPhase.Predicted, cancellationToken);
        var act = TicketActs.Move(journal, actor, ticket, state, "", stillFires, Guid.NewGuid());
        if (act is { Outcome.IsDone: true, Entry: { } entry })
        {
            entry.CommandKey = null;
            db.TicketEntries.Add(entry);
            journal.Announce(db, ticket, actor, TicketDesk.Changed, entry, act.Before, act.After, what: TicketNewsKind.Moved);
            Say(entry.Text);
        }

        return Refusal(act);
    }

    private void Note(string field, object? before, object? after)
    {
        _notes.Before.TryAdd(field, before);
        _notes.After[field] = after;
    }

    private static TicketOutcome? Refusal(TicketAct act) => act.Outcome.IsDone ? null : act.Outcome;

    private static int? Id(AutomationAction action) => int.TryParse(action.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
