namespace Monitor.Domain.Problems.Suppression;

/// <summary>Why somebody is not told, in the order in which the reasons are given.</summary>
public enum SuppressionKind
{
    Maintenance,
    Silence,

    /// <summary>A host in front of it is down, or the host itself is.</summary>
    Dependency,

    /// <summary>Somebody has it in hand: no repeats, but still the step to critical.</summary>
    Acknowledged,

    Snoozed,
}

/// <summary>One reason why nobody is told about a subject at a moment.</summary>
public sealed record SuppressionReason
{
    public required SuppressionKind Kind { get; init; }

    /// <summary>Of the window, the silence, the parent's problem or the ticket (its number).</summary>
    public required int Id { get; init; }

    /// <summary>The rest of a sentence that begins with "nobody was told: ", times in UTC.</summary>
    public required string Text { get; init; }

    /// <summary>The page that shows it.</summary>
    public required string Link { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>When it ends by itself; null: nobody knows.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>For a dependency: the host that is down (the subject's own for a service on a host that is down).</summary>
    public int? DownHostId { get; init; }

    /// <summary>For a dependency: the problem of that host.</summary>
    public int? DownProblemId { get; init; }
}
