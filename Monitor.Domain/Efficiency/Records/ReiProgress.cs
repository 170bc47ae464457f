namespace Monitor.Domain.Efficiency;

/// <summary>How far something was read; the row is what a server holds while it reads on.</summary>
public sealed class ReiProgress
{
    /// <summary>The use of hosts.</summary>
    public const int OfUse = 1;

    /// <summary>The sizes that are proposed.</summary>
    public const int OfSizes = 2;

    public int Id { get; set; }

    /// <summary>The end of the last hour that was read; null: nothing yet.</summary>
    public DateTimeOffset? Through { get; set; }
}
