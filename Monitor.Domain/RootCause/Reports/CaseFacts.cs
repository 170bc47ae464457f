using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Similar;

namespace Monitor.Domain.RootCause.Reports;

/// <summary>What is known of one ticket, for a report about its cause. Everything in it is for the reader to see.</summary>
public sealed record CaseFacts
{
    public required int Number { get; init; }

    public required string Title { get; init; }

    public required string State { get; init; }

    public required string Priority { get; init; }

    public required string Description { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FirstRespondedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public int ReopenedCount { get; init; }

    public string? Assignee { get; init; }

    public string? Team { get; init; }

    /// <summary>Minutes that people noted.</summary>
    public int SpentMinutes { get; init; }

    public IReadOnlyList<CaseProblem> Problems { get; init; } = [];

    /// <summary>Hosts of the ticket that have no problem of it.</summary>
    public IReadOnlyList<string> MoreHosts { get; init; } = [];

    /// <summary>The newest run, the most probable first.</summary>
    public IReadOnlyList<PackFinding> Findings { get; init; } = [];

    /// <summary>What people said the true cause was; null: nobody has.</summary>
    public CaseVerdict? Verdict { get; init; }

    /// <summary>In the order of time.</summary>
    public IReadOnlyList<CaseStep> Steps { get; init; } = [];

    /// <summary>More steps than are told.</summary>
    public int StepsLeftOut { get; init; }

    public TicketFix? Fix { get; init; }

    public IReadOnlyList<SimilarTicket> Similar { get; init; } = [];

    /// <summary>How often the same problem came within 60 days; 0 when it is not known.</summary>
    public int TimesBefore { get; init; }

    /// <summary>How often the same problem began again after this one.</summary>
    public int TimesSince { get; init; }

    /// <summary>The frozen evidence; null where there is none.</summary>
    public EvidencePack? Pack { get; init; }
}

public sealed record CaseProblem(string Host, string Summary, string Severity, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, string EndText);

/// <summary>One thing that was done or noted.</summary>
public sealed record CaseStep(DateTimeOffset At, string By, string Text);

/// <param name="Cause">The cause by its key or in words, or "none".</param>
/// <param name="WasFirst">The first finding had said so.</param>
public sealed record CaseVerdict(string Cause, bool WasFirst);
