using Monitor.Domain.RootCause.Runbooks;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>A run as people see it.</summary>
public sealed record RunView
{
    public required long Id { get; init; }

    public required int RunbookId { get; init; }

    public required int Version { get; init; }

    /// <summary>Null where it cannot be read (any more).</summary>
    public required RunbookDefinition? Definition { get; init; }

    public required RunState State { get; init; }

    public required int TicketNumber { get; init; }

    public required int HostId { get; init; }

    public required string HostName { get; init; }

    public required string CauseKey { get; init; }

    public double? Confidence { get; init; }

    public bool IsAutomatic { get; init; }

    public bool IsDryRun { get; init; }

    public int Step { get; init; }

    public bool IsRehearsal { get; init; }

    public DateTimeOffset ProposedAt { get; init; }

    public int? RequestedByUserId { get; init; }

    public string? RequestedBy { get; init; }

    public string? ApprovedBy { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public required string Outcome { get; init; }

    /// <summary>Why its host would not do it, as its agent told; null where it would, or that does not matter any more.</summary>
    public string? Missing { get; init; }

    public string Name => Definition?.Name ?? "A runbook that cannot be read any more";
}

/// <summary>What the card of a ticket shows.</summary>
/// <param name="Offered">Enabled runbooks that a person may choose; none where the ticket has no host.</param>
public sealed record TicketRunbooks(bool IsOn, IReadOnlyList<RunView> Runs, IReadOnlyList<NamedId> Offered);
