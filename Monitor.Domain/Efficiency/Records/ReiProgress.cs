namespace Monitor.Domain.Efficiency;

/// <summary>How far use was read; the one row is what a server holds while it reads on.</summary>
public sealed class ReiProgress
{
    public const int OnlyId = 1;

    public int Id { get; set; } = OnlyId;

    /// <summary>The end of the last hour that was read; null: nothing yet.</summary>
    public DateTimeOffset? Through { get; set; }

    /// <summary>When sizes were last proposed.</summary>
    public DateTimeOffset? SizedAt { get; set; }
}
