using System.Buffers.Binary;
using System.Security.Cryptography;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Automation.Macros;
using Monitor.Web.Tickets.Editing;

namespace Monitor.Web.Tickets.Views;

public enum TicketBulkField
{
    Assignee,
    Team,
    Priority,
    State,
    AddTag,
    RemoveTag,
    Macro,
}

/// <summary>One change for many tickets; of the values only that of the field counts.</summary>
public sealed record TicketBulkChange(TicketBulkField Field)
{
    /// <summary>The person, team or macro; null: nobody, none.</summary>
    public int? Id { get; init; }

    public TicketPriority Priority { get; init; }

    public TicketState State { get; init; }

    public string Tag { get; init; } = "";

    /// <summary>Why it is done although its problem still fires.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>What became of one of many.</summary>
public sealed record TicketBulkOutcome(int Number, TicketOutcome Outcome);

/// <summary>
/// The same change for many tickets. Each goes the way of a single one, with its own permission, scope, entry and audit row, and its own outcome: what is
/// refused for one is done for the others.
/// </summary>
public sealed class TicketBulkDesk(TicketDesk desk, TicketEditDesk edits, MacroDesk macros)
{
    public const int Most = 500;

    /// <param name="key">Of the whole act: the same one twice is one effect on each ticket.</param>
    public async Task<IReadOnlyList<TicketBulkOutcome>> ApplyAsync(
        Actor actor, IReadOnlyCollection<int> numbers, TicketBulkChange change, Guid key, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numbers.Count, Most);
        var outcomes = new List<TicketBulkOutcome>();
        foreach (var number in numbers.Distinct())
        {
            var outcome = actor.May(Permissions.TicketsWork)
                ? await ApplyAsync(actor, new TicketCommand(number, KeyOf(key, number)), change, cancellationToken)
                : TicketOutcome.Refused("change many tickets at once");
            outcomes.Add(new TicketBulkOutcome(number, outcome));
        }

        return outcomes;
    }

    private Task<TicketOutcome> ApplyAsync(Actor actor, TicketCommand command, TicketBulkChange change, CancellationToken cancellationToken) => change.Field switch
    {
        TicketBulkField.Assignee => desk.AssignAsync(actor, command, change.Id, cancellationToken),
        TicketBulkField.Priority => desk.PrioritiseAsync(actor, command, change.Priority, cancellationToken),
        TicketBulkField.State => desk.MoveAsync(actor, command, change.State, change.Reason, cancellationToken),
        TicketBulkField.Macro => macros.RunAsync(actor, command, change.Id ?? 0, cancellationToken),
        TicketBulkField.Team => edits.EditAsync(actor, command, new TicketEdit { TeamId = new SetTo<int?>(change.Id) }, cancellationToken),
        _ => edits.EditAsync(actor, command, new TicketEdit { Tag = new OneTag(change.Tag, change.Field == TicketBulkField.AddTag) }, cancellationToken),
    };

    /// <summary>A key for each ticket of the act that is the same whenever the act comes again.</summary>
    private static Guid KeyOf(Guid act, int number)
    {
        Span<byte> bytes = stackalloc byte[20];
        act.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], number);
        return new Guid(SHA256.HashData(bytes).AsSpan(0, 16));
    }
}
