namespace Monitor.Web.Intake;

/// <summary>
/// Tells agents when to come, so that batches arrive together, five times a second, and not one by one: a batch that wakes a sleeping server costs several times one that comes
/// while it is awake, and those of one moment share a commit. See docs/decisions/agents-arrive-together.md.
/// </summary>
internal static class ArrivalSlots
{
    private const long Milliseconds = 200;

    /// <summary>Nearer than that is near enough: networks waver, and an agent should not move for nothing.</summary>
    private const long Tolerance = 5;

    /// <summary>By how many milliseconds the agent's ticks should move, at most half a slot and negative for earlier; null where it comes when it should.</summary>
    public static int? Shift(DateTimeOffset arrivedAt)
    {
        var late = arrivedAt.ToUnixTimeMilliseconds() % Milliseconds;
        var shift = late <= Milliseconds / 2 ? -late : Milliseconds - late;
        return Math.Abs(shift) <= Tolerance ? null : (int)shift;
    }
}
