namespace Monitor.Web.Store.Sealing;

/// <summary>
/// When an hour is closed, and the periods that things are sealed in, all in UTC. A tick for a closed hour goes to <c>late_ticks</c>, so that nothing is added to
/// what is being sealed.
/// </summary>
internal static class SealPeriods
{
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>An hour stays open for this long after its end.</summary>
    public static readonly TimeSpan Open = TimeSpan.FromMinutes(5);

    /// <summary>A closed hour is left alone for this long: another node's clock may be behind.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMinutes(1);

    /// <summary>The end of the last closed hour: what is older is late.</summary>
    public static DateTimeOffset ClosedBefore(DateTimeOffset now) => Floor(now - Open, Hour);

    public static DateTimeOffset Floor(DateTimeOffset time, TimeSpan period) => new(time.UtcTicks - (time.UtcTicks % period.Ticks), TimeSpan.Zero);
}
