using Monitor.Domain.Metrics.Matching;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>
/// For a while nobody is told about what the matchers fit. Watching goes on, and what still lasts at the end is told then. A row is never removed: it
/// explains later why nobody was told.
/// </summary>
public sealed class Silence
{
    public const int ReasonLength = 1000;

    public static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public int Id { get; set; }

    /// <summary>One <see cref="Matcher"/> a line.</summary>
    public required string Matchers { get; set; }

    public required string Reason { get; set; }

    /// <summary>Null when the account was removed.</summary>
    public int? AuthorUserId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset StartsAt { get; set; }

    /// <summary>Ending it early moves this.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Who ended it early; null while nobody did.</summary>
    public int? EndedByUserId { get; set; }

    /// <summary>The groups that its author was limited to, with all below them; it reaches no host outside. None of these and no teams: everywhere.</summary>
    public int[] GroupIds { get; set; } = [];

    public int[] TeamIds { get; set; } = [];

    /// <summary>The key that the form or the caller made: unique, so that what comes twice is made once.</summary>
    public Guid? CommandKey { get; set; }

    /// <summary>Concurrency token (xmin).</summary>
    public uint RowVersion { get; set; }

    /// <summary>Nothing was silent before the row existed.</summary>
    public DateTimeOffset From => StartsAt > CreatedAt ? StartsAt : CreatedAt;

    public bool IsActive(DateTimeOffset at) => From <= at && at < EndsAt;
}
