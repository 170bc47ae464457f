namespace Monitor.Web.Detection.Hosts;

/// <summary>The rows in which hosts are looked at: means of five minutes, as models are trained on.</summary>
internal static class HostGrid
{
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>A row is complete so long after its end: agents send every few seconds.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(15);

    /// <summary>The end of the last row that is complete.</summary>
    public static DateTimeOffset LastEnd(DateTimeOffset now) => Floor(now - Late);

    /// <summary>What is said to be done beyond this was said by a clock that was ahead. Another server's clock may be a row further.</summary>
    public static DateTimeOffset LatestDone(DateTimeOffset lastEnd) => lastEnd + Step;

    public static DateTimeOffset Floor(DateTimeOffset moment) => new(moment.UtcTicks - (moment.UtcTicks % Step.Ticks), TimeSpan.Zero);
}
